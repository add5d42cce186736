import { mutationOptions, type QueryClient } from "@tanstack/react-query";
import { askAnew } from "#lib/client/ask-anew.ts";
import { failureKeys } from "#lib/client/queries/failures.ts";
import { runKeys } from "#lib/client/queries/runs.ts";
import { request } from "#lib/client/request.ts";
import type { CallOf } from "#lib/contracts/contract.ts";
import type { changeRedrive, FailureGroup, startRedrive } from "#lib/contracts/failures.schema.ts";

/** What can be done about failures: say what becomes of them, do them again, name a filter that finds them. */
export function failureMutations(workspace: string) {
  const renew = (client: QueryClient, ...keys: (readonly unknown[])[]) => Promise.all(keys.map((queryKey) => askAnew(client, { queryKey })));
  return {
    setState: mutationOptions({
      mutationFn: (input: { flow: string; fingerprint: string; state: FailureGroup["state"] }) => request("PUT /api/v1/failures/{flow}/{fingerprint}", input),
      onSettled: (_group, _error, _input, _result, { client }) => renew(client, failureKeys.groups(workspace)),
    }),
    startRedrive: mutationOptions({
      mutationFn: (input: CallOf<typeof startRedrive>) => request("POST /api/v1/redrives", input),
      onSettled: (_redrive, _error, _input, _result, { client }) => renew(client, failureKeys.redrives(workspace), failureKeys.groups(workspace), runKeys.lists(workspace)),
    }),
    changeRedrive: mutationOptions({
      mutationFn: (input: CallOf<typeof changeRedrive>) => request("PATCH /api/v1/redrives/{redrive}", input),
      onSettled: (_redrive, _error, _input, _result, { client }) => renew(client, failureKeys.redrives(workspace)),
    }),
    saveView: mutationOptions({
      mutationFn: (input: { name: string; query: string }) => request("POST /api/v1/run-views", input),
      onSettled: (_view, _error, _input, _result, { client }) => renew(client, failureKeys.views(workspace)),
    }),
    deleteView: mutationOptions({
      mutationFn: (view: string) => request("DELETE /api/v1/run-views/{view}", { view }),
      onSettled: (_view, _error, _input, _result, { client }) => renew(client, failureKeys.views(workspace)),
    }),
  };
}
