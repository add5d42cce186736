import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";
import type { latencySpans } from "#lib/contracts/answering.schema.ts";

export type LatencyHours = (typeof latencySpans)[number];

const answeringKeys = {
  api: (workspace: string) => ["answering", workspace, "api"] as const,
  all: (workspace: string) => ["answering", workspace, "latencies"] as const,
  latency: (workspace: string, flow: string, hours: LatencyHours) => ["answering", workspace, "latency", flow, hours] as const,
};

/** The OpenAPI document of the workspace's own API. */
export function flowApiQuery(workspace: string) {
  return queryOptions({ queryKey: answeringKeys.api(workspace), queryFn: ({ signal }) => request("GET /api/v1/flow-api/openapi.json", {}, signal) });
}

/** How fast a flow answered over the last hours; asked again while it is looked at. */
export function latencyQuery(workspace: string, flow: string, hours: LatencyHours) {
  return queryOptions({
    queryKey: answeringKeys.latency(workspace, flow, hours),
    queryFn: ({ signal }) => request("GET /api/v1/flows/{flow}/latency", { flow, hours }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
}

/** The same of every flow that answers, over the last day. */
export function latenciesQuery(workspace: string) {
  return queryOptions({ queryKey: answeringKeys.all(workspace), queryFn: async ({ signal }) => (await request("GET /api/v1/latencies", { hours: "24" }, signal)).flows, refetchInterval: 30_000 });
}
