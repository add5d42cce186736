import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { JobState } from "#lib/contracts/queue.schema.ts";
import { request } from "#lib/client/request.ts";

export const instanceKey = ["instance"] as const;

/** Version, egress list and workspaces. */
export function instanceQuery() {
  return queryOptions({
    queryKey: instanceKey,
    queryFn: ({ signal }) => request("GET /api/v1/admin", {}, signal),
  });
}

export const queueKey = ["queue"] as const;
const queueEveryMs = 5_000;

/** Depth, workers and shares; read again every five seconds while it is looked at. */
export function queueQuery() {
  return queryOptions({
    queryKey: [...queueKey, "view"] as const,
    queryFn: ({ signal }) => request("GET /api/v1/admin/queue", {}, signal),
    refetchInterval: queueEveryMs,
  });
}

/** Jobs of one state, page by page; read again with the queue for as long as it is one page. */
export function queueJobsQuery(state: JobState, workspace: string | null) {
  return infiniteQueryOptions({
    queryKey: [...queueKey, "jobs", state, workspace] as const,
    queryFn: ({ pageParam, signal }) => request("GET /api/v1/admin/queue/jobs", { state, ...(workspace === null ? {} : { workspace }), ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state: { data } }) => (data !== undefined && data.pages.length > 1 ? false : queueEveryMs),
  });
}

export function openApiQuery() {
  return queryOptions({
    queryKey: ["openapi"] as const,
    queryFn: ({ signal }) => request("GET /api/v1/openapi.json", {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
