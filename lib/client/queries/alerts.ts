import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";

export const alertKeys = {
  all: (workspace: string) => ["alerts", workspace] as const,
};

const everyMs = 10_000;
/** While something is on its way to its recipients. */
const soonMs = 2_000;

/** Alerts that are open, or over; read again while they are looked at, as long as it is one page. */
export function alertsQuery(workspace: string, state: "open" | "over", limit: number) {
  return infiniteQueryOptions({
    queryKey: [...alertKeys.all(workspace), state, limit] as const,
    queryFn: ({ pageParam, signal }) => request("GET /api/v1/alerts", { state, limit, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state: { data } }) => (data !== undefined && data.pages.length > 1 ? false : everyMs),
  });
}

/** The rules, whether e-mail can be chosen, and the flows that an alert can start. */
export function alertRulesQuery(workspace: string) {
  return queryOptions({
    queryKey: [...alertKeys.all(workspace), "rules"] as const,
    queryFn: ({ signal }) => request("GET /api/v1/alert-rules", {}, signal),
    refetchInterval: ({ state: { data } }) => (data?.rules.some(({ tries }) => tries.some((notice) => notice.state === "due")) ? soonMs : everyMs),
  });
}
