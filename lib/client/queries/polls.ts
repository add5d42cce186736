import { mutationOptions, queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";

const pollKey = (workspace: string, flow: string) => ["polls", workspace, flow] as const;

/** How a published poll stands; read again every few seconds. */
export function pollQuery(workspace: string, flow: string) {
  return queryOptions({ queryKey: pollKey(workspace, flow), queryFn: ({ signal }) => request("GET /api/v1/flows/{flow}/poll", { flow }, signal), refetchInterval: 3_000 });
}

export function pollNowMutation(workspace: string, flow: string) {
  return mutationOptions({
    mutationFn: () => request("POST /api/v1/flows/{flow}/poll", { flow }),
    onSuccess: (state, _input, _result, { client }) => void client.setQueryData(pollKey(workspace, flow), state),
  });
}
