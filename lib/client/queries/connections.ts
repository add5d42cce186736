import { queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";

export const connectionKeys = {
  all: (workspace: string) => ["connections", workspace] as const,
};

/** The workspace's connections and what uses them, without their secrets. */
export function connectionsQuery(workspace: string) {
  return queryOptions({
    queryKey: connectionKeys.all(workspace),
    queryFn: async ({ signal }) => (await request("GET /api/v1/connections", {}, signal)).connections,
    staleTime: 30_000,
  });
}
