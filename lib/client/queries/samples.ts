import { queryOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";

/** Keys of what a flow's test-runs are made with. */
export const sampleKeys = {
  flow: (workspace: string, flow: string) => ["samples", workspace, flow] as const,
  list: (workspace: string, flow: string) => ["samples", workspace, flow, "list"] as const,
  value: (workspace: string, flow: string, sample: string) => ["samples", workspace, flow, "value", sample] as const,
  mocks: (workspace: string, flow: string) => ["samples", workspace, flow, "mocks"] as const,
  capture: (workspace: string, flow: string) => ["samples", workspace, flow, "capture"] as const,
  tests: (workspace: string, flow: string) => ["samples", workspace, flow, "tests"] as const,
};

/** All samples of a flow: their staleness follows the draft, so they are asked afresh whenever they are looked at. */
export function samplesQuery(workspace: string, flow: string) {
  return queryOptions({
    queryKey: sampleKeys.list(workspace, flow),
    queryFn: async ({ signal }) => (await request("GET /api/v1/flows/{flow}/samples", { flow }, signal)).samples,
  });
}

export function sampleQuery(workspace: string, flow: string, sample: string) {
  return queryOptions({
    queryKey: sampleKeys.value(workspace, flow, sample),
    queryFn: async ({ signal }) => (await request("GET /api/v1/flows/{flow}/samples/{sample}", { flow, sample }, signal)).payload,
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });
}

export function mocksQuery(workspace: string, flow: string) {
  return queryOptions({
    queryKey: sampleKeys.mocks(workspace, flow),
    queryFn: async ({ signal }) => (await request("GET /api/v1/flows/{flow}/mocks", { flow }, signal)).mocks,
  });
}

/** Asked each second while a capture is open. */
export function captureQuery(workspace: string, flow: string) {
  return queryOptions({
    queryKey: sampleKeys.capture(workspace, flow),
    queryFn: async ({ signal }) => (await request("GET /api/v1/flows/{flow}/captures", { flow }, signal)).capture,
    refetchInterval: (query) => (query.state.data?.state === "open" ? 1_000 : false),
  });
}

/** The last test-runs of a flow, newest first. */
export function testsQuery(workspace: string, flow: string) {
  return queryOptions({
    queryKey: sampleKeys.tests(workspace, flow),
    queryFn: async ({ signal }) => (await request("GET /api/v1/runs", { flow, kind: "test", limit: 10 }, signal)).runs,
  });
}

/** The last live run of a flow, to compare a first test-run with. */
export function lastLiveQuery(workspace: string, flow: string) {
  return queryOptions({
    queryKey: [...sampleKeys.tests(workspace, flow), "live"] as const,
    queryFn: async ({ signal }) => (await request("GET /api/v1/runs", { flow, kind: "live", limit: 1 }, signal)).runs[0] ?? null,
  });
}
