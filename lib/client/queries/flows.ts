import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";
import type { Pattern } from "#lib/flow/pattern.ts";

export interface FlowFilter {
  pattern?: Pattern | undefined;
  search?: string | undefined;
}

/** Keys of flows in a workspace; mutations invalidate by the shortest key that covers what they changed. */
export const flowKeys = {
  all: (workspace: string) => ["flows", workspace] as const,
  lists: (workspace: string) => ["flows", workspace, "list"] as const,
  list: (workspace: string, filter: FlowFilter) => ["flows", workspace, "list", filter] as const,
  names: (workspace: string) => ["flows", workspace, "names"] as const,
  callable: (workspace: string) => ["flows", workspace, "list", "callable"] as const,
  draft: (workspace: string, flow: string) => ["flows", workspace, "draft", flow] as const,
  callers: (workspace: string, flow: string) => ["flows", workspace, "callers", flow] as const,
  versions: (workspace: string, flow: string) => ["flows", workspace, "versions", flow] as const,
  changes: (workspace: string) => ["flows", workspace, "changes"] as const,
  drafts: (workspace: string, flow: string) => ["flows", workspace, "drafts", flow] as const,
};

export function flowListQuery(workspace: string, filter: FlowFilter) {
  return infiniteQueryOptions({
    queryKey: flowKeys.list(workspace, filter),
    queryFn: ({ pageParam, signal }) => request("GET /api/v1/flows", { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** Id and name of the newest 200 flows, for pickers. */
export function flowNamesQuery(workspace: string) {
  return queryOptions({
    queryKey: flowKeys.names(workspace),
    queryFn: async ({ signal }) => (await request("GET /api/v1/flows", { limit: 200 }, signal)).flows.map(({ id, name }) => ({ id, name })),
    staleTime: 60_000,
  });
}

/** Those of the newest 200 flows that start when another flow calls them. */
export function callableFlowsQuery(workspace: string) {
  return queryOptions({
    queryKey: flowKeys.callable(workspace),
    queryFn: async ({ signal }) => {
      const { flows } = await request("GET /api/v1/flows", { limit: 200 }, signal);
      return flows.filter(({ shape }) => shape.some(({ type }) => type === "core/called")).map(({ id, name }) => ({ id, name }));
    },
    staleTime: 30_000,
  });
}

/** The flows that call this one. */
export function flowCallersQuery(workspace: string, flow: string) {
  return queryOptions({
    queryKey: flowKeys.callers(workspace, flow),
    queryFn: async ({ signal }) => (await request("GET /api/v1/flows/{flow}/callers", { flow }, signal)).callers,
    staleTime: 5_000,
  });
}

/** A published version with its document. */
export function flowVersionQuery(workspace: string, flow: string, version: number) {
  return queryOptions({
    queryKey: [...flowKeys.versions(workspace, flow), version] as const,
    queryFn: ({ signal }) => request("GET /api/v1/flows/{flow}/versions/{version}", { flow, version }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Published versions, newest first. */
export function versionsQuery(workspace: string, flow: string) {
  return queryOptions({
    queryKey: flowKeys.versions(workspace, flow),
    queryFn: async ({ signal }) => (await request("GET /api/v1/flows/{flow}/versions", { flow }, signal)).versions,
  });
}

/** What the draft was, newest first; the first one is what it is. */
export function draftsQuery(workspace: string, flow: string) {
  return queryOptions({
    queryKey: flowKeys.drafts(workspace, flow),
    queryFn: async ({ signal }) => (await request("GET /api/v1/flows/{flow}/drafts", { flow }, signal)).drafts,
  });
}

/** An earlier draft with its document. Not kept: later saves of the same stretch take its place. */
export function earlierDraftQuery(workspace: string, flow: string, revision: number) {
  return queryOptions({
    queryKey: [...flowKeys.drafts(workspace, flow), revision] as const,
    queryFn: ({ signal }) => request("GET /api/v1/flows/{flow}/drafts/{revision}", { flow, revision }, signal),
    staleTime: 60_000,
  });
}

/** A flow as it stands, for pages beside the editor. */
export function flowQuery(workspace: string, flow: string) {
  return queryOptions({
    queryKey: [...flowKeys.all(workspace), "flow", flow] as const,
    queryFn: ({ signal }) => request("GET /api/v1/flows/{flow}", { flow }, signal),
  });
}

/**
 * A flow with its draft, as the editor opens it. Read afresh at each opening and never in between: from then on the
 * editor's store is the truth, and what others saved shows up as a conflict, not as a silent change.
 */
export function flowDraftQuery(workspace: string, flow: string) {
  return queryOptions({
    queryKey: flowKeys.draft(workspace, flow),
    queryFn: ({ signal }) => request("GET /api/v1/flows/{flow}", { flow }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export interface ChangeSpan {
  flow: string;
  since?: string | undefined;
  until?: string | undefined;
}

/** The last change of a flow before a moment; null when nothing was changed before. What is past stays as it is. */
export function lastChangeQuery(workspace: string, flow: string, before: string) {
  return queryOptions({
    queryKey: [...flowKeys.changes(workspace), flow, "before", before] as const,
    queryFn: async ({ signal }) => (await request("GET /api/v1/flows/{flow}/changes", { flow, until: before, limit: 1 }, signal)).changes[0] ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What was changed that runs of a flow depend on, newest first; people change it seldom, and the run list's stream says when. */
export function flowChangesQuery(workspace: string, { flow, since, until }: ChangeSpan) {
  return infiniteQueryOptions({
    queryKey: [...flowKeys.changes(workspace), flow, since, until] as const,
    queryFn: ({ pageParam, signal }) => request("GET /api/v1/flows/{flow}/changes", { flow, since, until, limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 60_000,
  });
}
