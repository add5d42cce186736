import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";

/** Keys of what belongs to the workspace itself. */
export const workspaceKeys = {
  members: (workspace: string) => ["members", workspace] as const,
  invites: (workspace: string) => ["invites", workspace] as const,
  dataCare: (workspace: string) => ["data-care", workspace] as const,
  audit: (workspace: string, action: string) => ["audit", workspace, action] as const,
  apiKeys: (workspace: string) => ["api-keys", workspace] as const,
};

/** Members, and API keys by name. */
export function membersQuery(workspace: string) {
  return queryOptions({
    queryKey: workspaceKeys.members(workspace),
    queryFn: ({ signal }) => request("GET /api/v1/members", {}, signal),
  });
}

export function invitesQuery(workspace: string) {
  return queryOptions({
    queryKey: workspaceKeys.invites(workspace),
    queryFn: async ({ signal }) => (await request("GET /api/v1/invites", {}, signal)).invites,
  });
}

export function apiKeysQuery(workspace: string) {
  return queryOptions({
    queryKey: workspaceKeys.apiKeys(workspace),
    queryFn: async ({ signal }) => (await request("GET /api/v1/api-keys", {}, signal)).apiKeys,
  });
}

/** Fields that are hidden in all flows, and what viewers see. */
export function dataCareQuery(workspace: string) {
  return queryOptions({ queryKey: workspaceKeys.dataCare(workspace), queryFn: ({ signal }) => request("GET /api/v1/data-care", {}, signal) });
}

/** The audit log, newest first; of one action unless it is empty. */
export function auditQuery(workspace: string, action: string) {
  return infiniteQueryOptions({
    queryKey: workspaceKeys.audit(workspace, action),
    queryFn: ({ pageParam, signal }) => request("GET /api/v1/audit", { limit: 50, ...(action === "" ? {} : { action }), ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}
