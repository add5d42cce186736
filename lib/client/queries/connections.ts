import { queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";

export const connectionKeys = {
  all: (workspace: string) => ["connections", workspace] as const,
  tables: (workspace: string, connection: string) => ["connections", workspace, "tables", connection] as const,
};

/** The workspace's connections and what uses them, without their secrets. */
export function connectionsQuery(workspace: string) {
  return queryOptions({
    queryKey: connectionKeys.all(workspace),
    queryFn: async ({ signal }) => (await request("GET /api/v1/connections", {}, signal)).connections,
    staleTime: 30_000,
  });
}

/** Tables and views of a database, 200 at most; `more` says that there are others. */
export function tablesQuery(workspace: string, connection: string) {
  return queryOptions({
    queryKey: connectionKeys.tables(workspace, connection),
    queryFn: ({ signal }) => request("GET /api/v1/connections/{connection}/tables", { connection }, signal),
    staleTime: 30_000,
    retry: false,
  });
}
