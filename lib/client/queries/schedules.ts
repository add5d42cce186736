import { infiniteQueryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";

const scheduleKeys = {
  occurrences: (workspace: string, flow: string) => ["schedules", workspace, "occurrences", flow] as const,
};

/** A flow's schedule with the next ten occurrences, and past ones, newest first. */
export function occurrencesQuery(workspace: string, flow: string) {
  return infiniteQueryOptions({
    queryKey: scheduleKeys.occurrences(workspace, flow),
    queryFn: ({ pageParam, signal }) => request("GET /api/v1/flows/{flow}/occurrences", { flow, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}
