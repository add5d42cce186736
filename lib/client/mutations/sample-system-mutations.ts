import { mutationOptions } from "@tanstack/react-query";
import { askAnew } from "#lib/client/ask-anew.ts";
import { sampleSystemKeys } from "#lib/client/queries/sample-systems.ts";
import { request } from "#lib/client/request.ts";
import type { SampleBehaviour } from "#lib/contracts/sample-systems.schema.ts";

export function sampleSystemMutations(workspace: string) {
  const all = { queryKey: sampleSystemKeys.all(workspace) };
  return {
    behave: mutationOptions({
      mutationFn: (input: { system: string; behaviour: SampleBehaviour }) => request("PATCH /api/v1/sample-systems/{system}", input),
      onSettled: (_answer, _error, _input, _result, { client }) => askAnew(client, { queryKey: sampleSystemKeys.list(workspace) }),
    }),
    reset: mutationOptions({
      mutationFn: (input: { system: string }) => request("POST /api/v1/sample-systems/{system}/reset", input),
      onSuccess: (_nothing, _input, _result, { client }) => askAnew(client, all),
    }),
  };
}
