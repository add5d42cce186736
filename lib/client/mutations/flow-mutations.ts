import { mutationOptions } from "@tanstack/react-query";
import { askAnew } from "#lib/client/ask-anew.ts";
import { flowKeys } from "#lib/client/queries/flows.ts";
import { sampleKeys } from "#lib/client/queries/samples.ts";
import type { FieldRule } from "#lib/flow/field-rules/field-rule.ts";
import type { CallOf } from "#lib/contracts/contract.ts";
import type { Keep, publishFlow } from "#lib/contracts/flows.schema.ts";
import type { testFlow } from "#lib/contracts/runs.schema.ts";
import { request } from "#lib/client/request.ts";

/** Changes to flows as lists show them; the editor has its own for drafts. */
export function flowMutations(workspace: string) {
  const all = { queryKey: flowKeys.all(workspace) };
  return {
    create: mutationOptions({
      mutationFn: (input: { name: string; document?: unknown }) => request("POST /api/v1/flows", input),
      onSuccess: (_flow, _input, _result, { client }) => void askAnew(client, all),
    }),
    test: mutationOptions({
      mutationFn: (input: CallOf<typeof testFlow>) => request("POST /api/v1/flows/{flow}/test", input),
      onSuccess: (_run, { flow }, _result, { client }) => askAnew(client, { queryKey: sampleKeys.tests(workspace, flow) }),
    }),
    publish: mutationOptions({
      mutationFn: (input: CallOf<typeof publishFlow>) => request("POST /api/v1/flows/{flow}/publish", input),
      onSuccess: (_flow, _input, _result, { client }) => askAnew(client, all),
    }),
    pause: mutationOptions({
      mutationFn: (input: { flow: string; reason: string }) => request("POST /api/v1/flows/{flow}/pause", input),
      onSuccess: (_flow, _input, _result, { client }) => askAnew(client, all),
    }),
    resume: mutationOptions({
      mutationFn: (input: { flow: string }) => request("POST /api/v1/flows/{flow}/resume", input),
      onSuccess: (_flow, _input, _result, { client }) => askAnew(client, all),
    }),
    keep: mutationOptions({
      mutationFn: (input: { flow: string } & Keep) => request("PUT /api/v1/flows/{flow}/keep", input),
      onSuccess: (_flow, _input, _result, { client }) => askAnew(client, all),
    }),
    hideFields: mutationOptions({
      mutationFn: (input: { flow: string; rules: FieldRule[] }) => request("PUT /api/v1/flows/{flow}/field-rules", input),
      // Runs and samples that were read before are shown by the rules of before.
      onSuccess: (_flow, _input, _result, { client }) => askAnew(client),
    }),
    describeVersion: mutationOptions({
      mutationFn: (input: { flow: string; version: number; message: string }) => request("PATCH /api/v1/flows/{flow}/versions/{version}", input),
      onSuccess: (_version, { flow }, _result, { client }) => askAnew(client, { queryKey: flowKeys.versions(workspace, flow), exact: true }),
    }),
    delete: mutationOptions({
      mutationFn: (input: { flow: string }) => request("DELETE /api/v1/flows/{flow}", input),
      onSuccess: (_nothing, _input, _result, { client }) => askAnew(client, all),
    }),
  };
}
