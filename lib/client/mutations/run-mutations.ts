import { mutationOptions, type QueryClient } from "@tanstack/react-query";
import { askAnew } from "#lib/client/ask-anew.ts";
import { type ReplayChoice, runKeys } from "#lib/client/queries/runs.ts";
import { request } from "#lib/client/request.ts";
import type { decideWait, revealField } from "#lib/contracts/runs.schema.ts";
import type { CallOf } from "#lib/contracts/contract.ts";
import type { Json } from "#lib/json.ts";

export type Decision = CallOf<typeof decideWait>["decision"];

/** Which hidden value of a run. */
export type Reveal = Omit<CallOf<typeof revealField>, "run" | "reason">;

/** What can be done with one run: end it, run it again, answer what it waits for. */
export function runMutations(workspace: string, run: string) {
  // Refused or not, what the page shows may be old by now.
  const renew = (client: QueryClient) => askAnew(client, { queryKey: runKeys.detail(workspace, run) });
  return {
    cancel: mutationOptions({
      mutationFn: () => request("POST /api/v1/runs/{run}/cancel", { run }),
      onSettled: (_run, _error, _input, _result, { client }) => renew(client),
    }),
    replay: mutationOptions({
      mutationFn: (input: ReplayChoice & { input?: Json; again: boolean }) => request("POST /api/v1/runs/{run}/replay", { run, ...input }),
      onSuccess: (_started, _input, _result, { client }) => void askAnew(client, { queryKey: runKeys.lists(workspace) }),
    }),
    tag: mutationOptions({
      mutationFn: (tags: string[]) => request("PUT /api/v1/runs/{run}/tags", { run, tags }),
      onSettled: (_run, _error, _input, _result, { client }) => Promise.all([renew(client), askAnew(client, { queryKey: runKeys.lists(workspace) })]),
    }),
    reveal: mutationOptions({ mutationFn: (input: Reveal & { reason: string }) => request("POST /api/v1/runs/{run}/reveal", { run, ...input }), gcTime: 0 }),
    decide: mutationOptions({
      mutationFn: (input: { wait: string; decision: Decision; comment?: string; values?: Record<string, Json> }) => request("POST /api/v1/runs/{run}/waits/{wait}", { run, ...input }),
      onSettled: (_wait, _error, _input, _result, { client }) => renew(client),
    }),
  };
}
