import { z } from "zod";
import { FlowDocument } from "#lib/flow/document.schema.ts";
import { contract } from "./contract.ts";
import { Pattern } from "./flows.schema.ts";
import { idParam, Instant, Page } from "./shared.schema.ts";

export const RunStatus = z.enum(["queued", "running", "waiting", "succeeded", "failed", "cancelled"]);
export type RunStatus = z.infer<typeof RunStatus>;

export const RunError = z.object({
  class: z.string(), code: z.string(), message: z.string(), node: z.string().optional(), attempts: z.number().optional(), at: z.string().optional(),
});

export const Run = z.object({
  id: z.string(), flow: z.object({ id: z.string(), name: z.string() }), version: z.number(), pattern: Pattern, status: RunStatus,
  error: RunError.nullable(), handledErrors: z.number(), eventId: z.string().nullable(),
  createdAt: Instant, startedAt: Instant.nullable(), finishedAt: Instant.nullable(),
});
export type Run = z.infer<typeof Run>;

/** A stored value: inline when it is small (up to 64 kB), else its size and where to get it. `hidden`: the reader may not see it. */
export const Payload = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("inline"), value: z.json(), size: z.number() }),
  z.object({ kind: z.literal("large"), size: z.number(), preview: z.string() }),
  z.object({ kind: z.literal("hidden"), size: z.number() }),
]);
export type Payload = z.infer<typeof Payload>;

export const Attempt = z.object({
  number: z.number(), status: z.enum(["running", "succeeded", "failed", "abandoned"]), error: RunError.nullable(),
  /** The request sent and the reply, for nodes that call something. */
  exchange: Payload.nullable(), startedAt: Instant, finishedAt: Instant.nullable(), nextAt: Instant.nullable(),
});
export type Attempt = z.infer<typeof Attempt>;

export const StepRun = z.object({
  node: z.string(), name: z.string(), type: z.string(), status: z.enum(["running", "waiting", "succeeded", "failed", "skipped", "cancelled"]),
  port: z.string().nullable(), error: RunError.nullable(), input: Payload.nullable(), output: Payload.nullable(),
  startedAt: Instant.nullable(), finishedAt: Instant.nullable(), attempts: z.array(Attempt),
});
export type StepRun = z.infer<typeof StepRun>;

export const RunDetail = Run.extend({ document: FlowDocument, input: Payload.nullable(), steps: z.array(StepRun) });
export type RunDetail = z.infer<typeof RunDetail>;

const read = { kind: "workspace", permission: "runs:read" } as const;

export const listRuns = contract({
  method: "GET", path: "/api/v1/runs", access: read, status: 200,
  summary: "Runs, newest first.",
  query: Page.extend({ flow: idParam.optional(), status: RunStatus.optional(), event: idParam.optional() }),
  answer: z.object({ runs: z.array(Run), next: z.string().nullable() }),
});

export const readRun = contract({
  method: "GET", path: "/api/v1/runs/{run}", access: read, status: 200,
  summary: "A run with its step runs, their inputs and outputs, and the document it ran.",
  params: z.strictObject({ run: idParam }),
  answer: RunDetail,
});

export const readStepPayload = contract({
  method: "GET", path: "/api/v1/runs/{run}/steps/{node}/{part}", access: { kind: "workspace", permission: "runs:payload" }, status: 200,
  summary: "A step's whole input or output.",
  params: z.strictObject({ run: idParam, node: idParam, part: z.enum(["input", "output"]) }),
  answer: z.object({ value: z.json() }),
});

/** Server-sent events: `runs` with the ids that changed (at most ten times a second), `hello` at the start. */
export const streamRuns = contract({
  method: "GET", path: "/api/v1/runs/stream", access: read, status: 200,
  summary: "A stream (text/event-stream) that names runs as they change.",
  query: z.strictObject({ run: idParam.optional(), workspace: z.string().max(80).optional() }),
  answer: z.unknown(),
});

export const Event = z.object({
  id: z.string(), name: z.string(), source: z.string(), receivedAt: Instant, size: z.number(),
  deliveries: z.array(z.object({ flow: z.string(), status: z.enum(["held", "admitted", "started", "expired"]), run: z.string().nullable() })),
});
export type Event = z.infer<typeof Event>;

export const listEvents = contract({
  method: "GET", path: "/api/v1/events", access: { kind: "workspace", permission: "events:read" }, status: 200,
  summary: "The event log, newest first.",
  query: Page.extend({ name: z.string().max(200).optional() }),
  answer: z.object({ events: z.array(Event), next: z.string().nullable() }),
});

const NewEvent = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9._/-]{0,199}$/i, "Name it like order/paid."),
  /** Your own id: the same one again is accepted and does nothing. */
  id: z.string().min(1).max(200).optional(),
  data: z.json(),
});

export const publishEvents = contract({
  method: "POST", path: "/api/v1/events", access: { kind: "workspace", permission: "events:write" }, status: 202,
  summary: "Publishes one event or several; 202 means they are stored.",
  body: z.union([NewEvent, z.strictObject({ events: z.array(NewEvent).min(1).max(1_000) })]),
  maxBody: 4 * 1024 * 1024,
  answer: z.object({ events: z.array(z.object({ id: z.string(), duplicate: z.boolean() })) }),
});
