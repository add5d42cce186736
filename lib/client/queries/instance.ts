import { queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";

export const instanceKey = ["instance"] as const;

/** Queue, workers, egress list, mail and workspaces; read again every five seconds while it is looked at. */
export function instanceQuery() {
  return queryOptions({
    queryKey: instanceKey,
    queryFn: ({ signal }) => request("GET /api/v1/admin", {}, signal),
    refetchInterval: 5_000,
  });
}

export function openApiQuery() {
  return queryOptions({
    queryKey: ["openapi"] as const,
    queryFn: ({ signal }) => request("GET /api/v1/openapi.json", {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
