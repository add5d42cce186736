import { mutationOptions } from "@tanstack/react-query";
import { askAnew } from "#lib/client/ask-anew.ts";
import { eventKeys } from "#lib/client/queries/events.ts";
import { request } from "#lib/client/request.ts";
import type { CallOf } from "#lib/contracts/contract.ts";
import type { changeEventReplay, startEventReplay } from "#lib/contracts/events.schema.ts";
import type { Json } from "#lib/json.ts";

/** What can be done with events: publish one, deliver some again. */
export function eventMutations(workspace: string) {
  return {
    publish: mutationOptions({
      mutationFn: (input: { name: string; data: Json }) => request("POST /api/v1/events", input),
      onSettled: (_published, _error, _input, _result, { client }) => askAnew(client, { queryKey: eventKeys.all(workspace) }),
    }),
    startReplay: mutationOptions({
      mutationFn: (input: CallOf<typeof startEventReplay>) => request("POST /api/v1/event-replays", input),
      onSettled: (_replay, _error, _input, _result, { client }) => askAnew(client, { queryKey: eventKeys.all(workspace) }),
    }),
    changeReplay: mutationOptions({
      mutationFn: (input: CallOf<typeof changeEventReplay>) => request("PATCH /api/v1/event-replays/{replay}", input),
      onSettled: (_replay, _error, _input, _result, { client }) => askAnew(client, { queryKey: eventKeys.replays(workspace) }),
    }),
  };
}
