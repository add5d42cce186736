import { mutationOptions } from "@tanstack/react-query";
import { askAnew } from "#lib/client/ask-anew.ts";
import { workspaceKeys } from "#lib/client/queries/workspace.ts";
import { request } from "#lib/client/request.ts";
import type { FieldRule } from "#lib/flow/field-rules/field-rule.ts";
import type { Role, Scope } from "#lib/contracts/permissions.ts";

/** Changes to the workspace: its name, who is in it, and what may call its API. */
export function workspaceMutations(workspace: string) {
  const members = { queryKey: workspaceKeys.members(workspace) };
  const invites = { queryKey: workspaceKeys.invites(workspace) };
  const apiKeys = { queryKey: workspaceKeys.apiKeys(workspace) };
  return {
    rename: mutationOptions({ mutationFn: (input: { name: string }) => request("PATCH /api/v1/workspace", input) }),
    careForData: mutationOptions({
      mutationFn: (input: { rules: FieldRule[]; viewersSeeValues: boolean; keepEventsDays: number }) => request("PUT /api/v1/data-care", input),
      // Whatever was read before is shown by the rules of before.
      onSuccess: (care, _input, _result, { client }) => {
        client.setQueryData(workspaceKeys.dataCare(workspace), care);
        void askAnew(client, { predicate: ({ queryKey }) => queryKey[0] !== "data-care" });
      },
    }),
    changeRole: mutationOptions({
      mutationFn: (input: { user: string; role: Role }) => request("PATCH /api/v1/members/{user}", input),
      onSettled: (_member, _error, _input, _result, { client }) => askAnew(client, members),
    }),
    removeMember: mutationOptions({
      mutationFn: (input: { user: string }) => request("DELETE /api/v1/members/{user}", input),
      onSuccess: (_nothing, _input, _result, { client }) => askAnew(client, members),
    }),
    invite: mutationOptions({
      mutationFn: (input: { email: string; role: Role }) => request("POST /api/v1/invites", input),
      onSuccess: (_answer, _input, _result, { client }) => askAnew(client, invites),
    }),
    revokeInvite: mutationOptions({
      mutationFn: (input: { invite: string }) => request("DELETE /api/v1/invites/{invite}", input),
      onSuccess: (_nothing, _input, _result, { client }) => askAnew(client, invites),
    }),
    createApiKey: mutationOptions({
      mutationFn: (input: { name: string; scopes: Scope[]; expiresInDays: number | null }) => request("POST /api/v1/api-keys", input),
      onSuccess: (_answer, _input, _result, { client }) => askAnew(client, apiKeys),
    }),
    revokeApiKey: mutationOptions({
      mutationFn: (input: { key: string }) => request("DELETE /api/v1/api-keys/{key}", input),
      onSuccess: (_nothing, _input, _result, { client }) => askAnew(client, apiKeys),
    }),
  };
}
