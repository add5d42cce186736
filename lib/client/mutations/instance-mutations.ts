import { mutationOptions } from "@tanstack/react-query";
import { askAnew } from "#lib/client/ask-anew.ts";
import { instanceKey, queueKey } from "#lib/client/queries/instance.ts";
import { request } from "#lib/client/request.ts";

const instance = { queryKey: instanceKey };

export const instanceMutations = {
  addEgressRule: mutationOptions({
    mutationFn: (input: { rule: string; note: string }) => request("POST /api/v1/admin/egress", input),
    onSuccess: (_rule, _input, _result, { client }) => askAnew(client, instance),
  }),
  removeEgressRule: mutationOptions({
    mutationFn: (input: { rule: string }) => request("DELETE /api/v1/admin/egress/{rule}", input),
    onSuccess: (_nothing, _input, _result, { client }) => askAnew(client, instance),
  }),
  handBackJob: mutationOptions({
    mutationFn: (input: { job: string; key: string; fence: number }) => request("POST /api/v1/admin/queue/hand-back", input),
    onSettled: (_nothing, _error, _input, _result, { client }) => askAnew(client, { queryKey: queueKey }),
  }),
  sendTestMail: mutationOptions({ mutationFn: () => request("POST /api/v1/admin/mail/test", {}) }),
  createWorkspace: mutationOptions({
    mutationFn: (input: { name: string }) => request("POST /api/v1/admin/workspaces", input),
    onSuccess: (_workspace, _input, _result, { client }) => askAnew(client, instance),
  }),
};
