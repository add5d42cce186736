import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";
import type { AuditKind } from "#lib/contracts/data-care.schema.ts";

/** Keys of what belongs to the workspace itself. */
export const workspaceKeys = {
  members: (workspace: string) => ["members", workspace] as const,
  invites: (workspace: string) => ["invites", workspace] as const,
  dataCare: (workspace: string) => ["data-care", workspace] as const,
  audit: (workspace: string, filter: AuditFilter) => ["audit", workspace, filter] as const,
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

export interface AuditFilter {
  /** Empty: all. */
  kind: AuditKind | "";
  /** `user:…` or `key:…`; empty: everyone. */
  actor: string;
}

/** The audit log, newest first. */
export function auditQuery(workspace: string, filter: AuditFilter) {
  const { kind, actor } = filter;
  return infiniteQueryOptions({
    queryKey: workspaceKeys.audit(workspace, filter),
    queryFn: ({ pageParam, signal }) => request("GET /api/v1/audit", { limit: 50, ...(kind === "" ? {} : { kind }), ...(actor === "" ? {} : { actor }), ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}
