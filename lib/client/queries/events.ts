import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";
import type { CallOf } from "#lib/contracts/contract.ts";
import type { listEvents, previewEventReplay } from "#lib/contracts/events.schema.ts";

export type EventFilter = Omit<CallOf<typeof listEvents>, "cursor" | "limit">;
export type EventReplayChoice = CallOf<typeof previewEventReplay>;

/** Keys of a workspace's event log. */
export const eventKeys = {
  all: (workspace: string) => ["events", workspace] as const,
  list: (workspace: string, filter: EventFilter) => ["events", workspace, "list", filter] as const,
  detail: (workspace: string, event: string) => ["events", workspace, "detail", event] as const,
  names: (workspace: string) => ["events", workspace, "names"] as const,
  replays: (workspace: string) => ["events", workspace, "replays"] as const,
  preview: (workspace: string, choice: EventReplayChoice) => ["event-replay-preview", workspace, choice] as const,
};

export function eventListQuery(workspace: string, filter: EventFilter) {
  return infiniteQueryOptions({
    queryKey: eventKeys.list(workspace, filter),
    queryFn: ({ pageParam, signal }) => request("GET /api/v1/events", { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function eventQuery(workspace: string, event: string) {
  return queryOptions({ queryKey: eventKeys.detail(workspace, event), queryFn: ({ signal }) => request("GET /api/v1/events/{event}", { event }, signal) });
}

/** The catalog of names; learnt from traffic every few seconds. */
export function eventNamesQuery(workspace: string) {
  return queryOptions({ queryKey: eventKeys.names(workspace), queryFn: async ({ signal }) => (await request("GET /api/v1/event-names", {}, signal)).names, refetchInterval: 10_000 });
}

/** The latest replays; read again every second while one is under way. */
export function eventReplaysQuery(workspace: string) {
  return queryOptions({
    queryKey: eventKeys.replays(workspace),
    queryFn: async ({ signal }) => (await request("GET /api/v1/event-replays", {}, signal)).replays,
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === "running") ? 1_000 : false),
  });
}

/** What a replay would deliver; asked afresh each time. */
export function eventReplayPreviewQuery(workspace: string, choice: EventReplayChoice) {
  return queryOptions({ queryKey: eventKeys.preview(workspace, choice), queryFn: ({ signal }) => request("POST /api/v1/event-replays/preview", choice, signal), staleTime: 0, gcTime: 0 });
}
