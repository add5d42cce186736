import { mutationOptions } from "@tanstack/react-query";
import { sampleKeys } from "#lib/client/queries/samples.ts";
import { request } from "#lib/client/request.ts";
import type { SampleBehaviour } from "#lib/contracts/samples.schema.ts";

export function sampleMutations(workspace: string) {
  const all = { queryKey: sampleKeys.all(workspace) };
  return {
    behave: mutationOptions({
      mutationFn: (input: { system: string; behaviour: SampleBehaviour }) => request("PATCH /api/v1/samples/{system}", input),
      onSettled: (_answer, _error, _input, _result, { client }) => client.invalidateQueries({ queryKey: sampleKeys.list(workspace) }),
    }),
    reset: mutationOptions({
      mutationFn: (input: { system: string }) => request("POST /api/v1/samples/{system}/reset", input),
      onSuccess: (_nothing, _input, _result, { client }) => client.invalidateQueries(all),
    }),
  };
}
