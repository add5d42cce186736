import { queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";

/** Keys of what belongs to the workspace itself. */
export const workspaceKeys = {
  members: (workspace: string) => ["members", workspace] as const,
  invites: (workspace: string) => ["invites", workspace] as const,
  apiKeys: (workspace: string) => ["api-keys", workspace] as const,
};

export function membersQuery(workspace: string) {
  return queryOptions({
    queryKey: workspaceKeys.members(workspace),
    queryFn: async ({ signal }) => (await request("GET /api/v1/members", {}, signal)).members,
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
