import { queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";

const everyMs = 5_000;

/** What a flow's hook refused; looked at again while it is shown, since somebody else sends it. */
export function refusalsQuery(workspace: string, flow: string) {
  return queryOptions({
    queryKey: ["refusals", workspace, flow] as const,
    queryFn: ({ signal }) => request("GET /api/v1/flows/{flow}/refusals", { flow }, signal),
    refetchInterval: everyMs,
  });
}
