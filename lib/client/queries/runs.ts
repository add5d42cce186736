import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";
import type { CallOf } from "#lib/contracts/contract.ts";
import type { listRuns } from "#lib/contracts/runs.schema.ts";

/** As the API takes it: everything that is not said matches; live runs when the kind is not said. */
export type RunFilter = Omit<CallOf<typeof listRuns>, "cursor" | "limit">;

export interface ReplayChoice {
  /** The step to start from; everything when not given. */
  from?: string | undefined;
  version: "same" | "latest";
}

/** Keys of runs in a workspace. */
export const runKeys = {
  all: (workspace: string) => ["runs", workspace] as const,
  lists: (workspace: string) => ["runs", workspace, "list"] as const,
  list: (workspace: string, filter: RunFilter) => ["runs", workspace, "list", filter] as const,
  chart: (workspace: string, filter: RunFilter) => ["runs", workspace, "list", "chart", filter] as const,
  detail: (workspace: string, run: string) => ["runs", workspace, "detail", run] as const,
  lastGood: (workspace: string, run: string) => ["runs", workspace, "last-good", run] as const,
  last: (workspace: string, flow: string) => ["runs", workspace, "list", { flow, last: true }] as const,
  replay: (workspace: string, run: string, choice: ReplayChoice) => ["runs", workspace, "replay", run, choice] as const,
  rejects: (workspace: string, run: string, node: string) => ["runs", workspace, "rejects", run, node] as const,
  payload: (workspace: string, run: string, node: string, part: "input" | "output") => ["runs", workspace, "payload", run, node, part] as const,
};

export function runListQuery(workspace: string, filter: RunFilter) {
  return infiniteQueryOptions({
    queryKey: runKeys.list(workspace, filter),
    queryFn: ({ pageParam, signal }) => request("GET /api/v1/runs", { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** The newest runs that match, by time and state. */
export function runChartQuery(workspace: string, filter: RunFilter) {
  return queryOptions({
    queryKey: runKeys.chart(workspace, filter),
    queryFn: ({ signal }) => request("GET /api/v1/runs/histogram", filter, signal),
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
}

export function runQuery(workspace: string, run: string) {
  return queryOptions({
    queryKey: runKeys.detail(workspace, run),
    queryFn: ({ signal }) => request("GET /api/v1/runs/{run}", { run }, signal),
  });
}

/** What differs from the last run of its flow that went well. */
export function lastGoodQuery(workspace: string, run: string) {
  return queryOptions({
    queryKey: runKeys.lastGood(workspace, run),
    queryFn: ({ signal }) => request("GET /api/v1/runs/{run}/last-good", { run }, signal),
  });
}

/** A step's whole input or output, for the ones too large to come with the run. */
export function stepPayloadQuery(workspace: string, run: string, node: string, part: "input" | "output") {
  return queryOptions({
    queryKey: runKeys.payload(workspace, run, node, part),
    queryFn: ({ signal }) => request("GET /api/v1/runs/{run}/steps/{node}/{part}", { run, node, part }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });
}

/** What a replay would reuse, run again and skip; asked afresh at each look, for effects may be confirmed meanwhile. */
export function replayPreviewQuery(workspace: string, run: string, choice: ReplayChoice) {
  return queryOptions({
    queryKey: runKeys.replay(workspace, run, choice),
    queryFn: ({ signal }) => request("GET /api/v1/runs/{run}/replay", { run, ...choice }, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
}

/** The records a region rejected, oldest first, 50 a page. */
export function rejectsQuery(workspace: string, run: string, node: string) {
  return infiniteQueryOptions({
    queryKey: runKeys.rejects(workspace, run, node),
    queryFn: ({ pageParam, signal }) => request("GET /api/v1/runs/{run}/regions/{node}/rejects", { run, node, limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** The newest run of a flow that has ended, test-runs of its draft and live ones alike; null when there is none. */
export function lastRunQuery(workspace: string, flow: string) {
  return queryOptions({
    queryKey: runKeys.last(workspace, flow),
    queryFn: async ({ signal }) => {
      const pages = await Promise.all((["test", "live"] as const).map((kind) => request("GET /api/v1/runs", { flow, kind, limit: 5 }, signal)));
      const ended = pages.flatMap(({ runs }) => runs.find((run) => run.finishedAt !== null) ?? []);
      return ended.toSorted((one, other) => other.createdAt.localeCompare(one.createdAt))[0] ?? null;
    },
  });
}
