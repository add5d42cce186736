import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";

const lookAgainMs = 2_000;

export const sampleSystemKeys = {
  all: (workspace: string) => ["sample-systems", workspace] as const,
  list: (workspace: string) => ["sample-systems", workspace, "list"] as const,
  key: (workspace: string) => ["sample-systems", workspace, "key"] as const,
  records: (workspace: string, system: string, collection: string) => ["sample-systems", workspace, "records", system, collection] as const,
  requests: (workspace: string, system: string) => ["sample-systems", workspace, "requests", system] as const,
};

/** The sample systems with what they hold; looked at again every two seconds while it is shown. */
export function sampleSystemsQuery(workspace: string) {
  return queryOptions({ queryKey: sampleSystemKeys.list(workspace), queryFn: ({ signal }) => request("GET /api/v1/sample-systems", {}, signal), refetchInterval: lookAgainMs });
}

export function sampleKeyQuery(workspace: string) {
  return queryOptions({ queryKey: sampleSystemKeys.key(workspace), queryFn: async ({ signal }) => (await request("GET /api/v1/sample-systems/key", {}, signal)).key, staleTime: Number.POSITIVE_INFINITY });
}

/** Records of one collection, newest first. */
export function sampleRecordsQuery(workspace: string, system: string, collection: string) {
  return infiniteQueryOptions({
    queryKey: sampleSystemKeys.records(workspace, system, collection),
    queryFn: ({ pageParam, signal }) => request("GET /api/v1/sample-systems/{system}/records/{collection}", { system, collection, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: lookAgainMs,
  });
}

/** Requests that a system was sent, newest first. */
export function sampleRequestsQuery(workspace: string, system: string) {
  return infiniteQueryOptions({
    queryKey: sampleSystemKeys.requests(workspace, system),
    queryFn: ({ pageParam, signal }) => request("GET /api/v1/sample-systems/{system}/requests", { system, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: lookAgainMs,
  });
}
