import { z } from "zod";
import { contract } from "./contract.ts";
import { idParam, Instant } from "./shared.schema.ts";

/** How far back a latency page looks, in hours. */
export const latencySpans = ["1", "24", "168", "720"] as const;

const Percentiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number() });

export const Latency = z.object({
  flow: z.object({ id: z.string(), name: z.string() }),
  /** Of the live version; null when it answers nobody. */
  deadlineMs: z.number().nullable(),
  hours: z.number(), calls: z.number(),
  /** There were more: these are the newest. */
  more: z.boolean(),
  /** Milliseconds from the request to the answer, or to the deadline; null without a call. */
  ms: Percentiles.nullable(),
  /** Answered with a failure; and told to come back at the deadline. */
  failed: z.number(), late: z.number(),
  /** Each from its time on, `spanMs` long; only those with calls. */
  bars: z.array(z.object({ at: Instant, calls: z.number(), failed: z.number(), late: z.number(), ...Percentiles.shape })), spanMs: z.number(),
  /** Steps of the newest calls, the slowest first. */
  steps: z.array(z.object({ node: z.string(), name: z.string(), calls: z.number(), p50: z.number(), p95: z.number() })),
});
export type Latency = z.infer<typeof Latency>;

export const readLatency = contract({
  method: "GET", path: "/api/v1/flows/{flow}/latency", access: { kind: "workspace", permission: "runs:read" }, status: 200,
  summary: "How fast a flow answered its callers over the last hours, and which of its steps took longest.",
  params: z.strictObject({ flow: idParam }),
  query: z.strictObject({ hours: z.enum(latencySpans).default("24") }),
  answer: Latency,
});

export const listLatencies = contract({
  method: "GET", path: "/api/v1/latencies", access: { kind: "workspace", permission: "runs:read" }, status: 200,
  summary: "How fast each flow that answers its callers did so over the last hours: of its newest 500 calls.",
  query: z.strictObject({ hours: z.enum(latencySpans).default("24") }),
  answer: z.object({
    hours: z.number(),
    flows: z.array(z.object({
      flow: z.object({ id: z.string(), name: z.string() }),
      /** Its name in the workspace’s API, where it has one. */
      address: z.string().nullable(),
      deadlineMs: z.number(), status: z.enum(["active", "paused"]),
      calls: z.number(), failed: z.number(), late: z.number(),
      /** Milliseconds; null without a call. */
      ms: Percentiles.nullable(),
    })),
  }),
});

export const readFlowApi = contract({
  method: "GET", path: "/api/v1/flow-api/openapi.json", access: { kind: "workspace", permission: "flows:read" }, status: 200,
  summary: "The OpenAPI document of the workspace’s own API: its published flows that answer and have a name there.",
  answer: z.record(z.string(), z.unknown()),
});
