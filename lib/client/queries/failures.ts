import { queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";
import type { CallOf } from "#lib/contracts/contract.ts";
import type { previewRedrive } from "#lib/contracts/failures.schema.ts";

export type RedriveChoice = CallOf<typeof previewRedrive>;

/** Keys of failures, redrives and views of a workspace. */
export const failureKeys = {
  groups: (workspace: string, flow?: string) => ["failures", workspace, ...(flow === undefined ? [] : [flow])] as const,
  redrives: (workspace: string) => ["redrives", workspace] as const,
  preview: (workspace: string, choice: RedriveChoice) => ["redrives", workspace, "preview", choice] as const,
  views: (workspace: string) => ["run-views", workspace] as const,
};

/** Failures by what they have in common, the latest first. */
export function failuresQuery(workspace: string, flow?: string) {
  return queryOptions({
    queryKey: failureKeys.groups(workspace, flow),
    queryFn: async ({ signal }) => (await request("GET /api/v1/failures", flow === undefined ? {} : { flow }, signal)).groups,
  });
}

/** The latest redrives; read again every second while one is under way. */
export function redrivesQuery(workspace: string) {
  return queryOptions({
    queryKey: failureKeys.redrives(workspace),
    queryFn: async ({ signal }) => (await request("GET /api/v1/redrives", {}, signal)).redrives,
    refetchInterval: ({ state }) => (state.data?.some(({ status, runs }) => status === "running" || runs.open > 0) ? 1_000 : false),
  });
}

/** What a redrive would do; asked afresh each time, for runs fail and succeed meanwhile. */
export function redrivePreviewQuery(workspace: string, choice: RedriveChoice) {
  return queryOptions({
    queryKey: failureKeys.preview(workspace, choice),
    queryFn: ({ signal }) => request("POST /api/v1/redrives/preview", choice, signal),
    staleTime: 0,
    gcTime: 0,
  });
}

export function runViewsQuery(workspace: string) {
  return queryOptions({
    queryKey: failureKeys.views(workspace),
    queryFn: async ({ signal }) => (await request("GET /api/v1/run-views", {}, signal)).views,
    staleTime: 60_000,
  });
}
