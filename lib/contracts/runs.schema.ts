import { z } from "zod";
import { FlowDocument } from "#lib/flow/document.schema.ts";
import { Ask, FormValues } from "./approvals.schema.ts";
import { contract } from "./contract.ts";
import { Pattern } from "./flows.schema.ts";
import { Payload, ValuePath } from "./payload.schema.ts";
import { NewMock } from "./samples.schema.ts";
import { idParam, Instant, Page } from "./shared.schema.ts";
import { Shown, ShownText } from "./shown.schema.ts";

export const RunStatus = z.enum(["queued", "running", "waiting", "succeeded", "failed", "cancelled"]);
export type RunStatus = z.infer<typeof RunStatus>;

export const RunError = z.object({
  class: z.string(), code: z.string(), message: ShownText, node: z.string().optional(), attempts: z.number().optional(), at: z.string().optional(),
  /** The message is kept from the reader, because it may quote values. */
  withheld: z.boolean().optional(),
});

export const Run = z.object({
  id: z.string(), flow: z.object({ id: z.string(), name: z.string() }),
  /** null: a test-run of a draft. */
  version: z.number().nullable(), kind: z.enum(["live", "test"]), pattern: Pattern, status: RunStatus,
  error: RunError.nullable(), handledErrors: z.number(), /** Records that its regions rejected. */ rejected: z.number(), eventId: z.string().nullable(),
  /** `event`, `schedule`, `call` (a caller waits), `detached`, or who started it, such as `user:usr_…`. */
  startedBy: z.string(),
  parent: z.object({ run: z.string(), node: z.string() }).nullable(), replayOf: z.string().nullable(),
  /** Why a Stop ended it, or who cancelled it. */
  reason: ShownText.nullable(),
  /** What its failure has in common with others of its flow; the newest run that replays it; the redrive that made it. */
  fingerprint: z.string().nullable(), replayedBy: z.string().nullable(), redrive: z.string().nullable(),
  /** Business keys by name, and what people put on it. */
  keys: z.record(z.string(), ShownText), tags: z.array(z.string()),
  /** False: what it read and wrote is deleted when it is over, and it cannot be replayed. */
  keepsData: z.boolean(),
  createdAt: Instant, startedAt: Instant.nullable(), finishedAt: Instant.nullable(),
});
export type Run = z.infer<typeof Run>;

export const Attempt = z.object({
  number: z.number(), status: z.enum(["running", "succeeded", "failed", "abandoned"]), error: RunError.nullable(),
  /** The request sent and the reply, for nodes that call something. */
  exchange: Payload.nullable(), startedAt: Instant, finishedAt: Instant.nullable(), nextAt: Instant.nullable(),
});
export type Attempt = z.infer<typeof Attempt>;

/** Records of a region's node: came in, went on, were dropped, were rejected, were stored. */
export const NodeCounts = z.object({ in: z.number(), out: z.number(), filtered: z.number(), rejected: z.number(), written: z.number() });

export const StepRun = z.object({
  node: z.string(), name: z.string(), type: z.string(), status: z.enum(["running", "waiting", "succeeded", "failed", "skipped", "cancelled"]),
  port: z.string().nullable(), error: RunError.nullable(), input: Payload.nullable(), output: Payload.nullable(),
  /** Taken from the replayed run; a stand-in or made from one; came too late for its merge. */
  reused: z.boolean(), simulated: z.boolean(), late: z.boolean(),
  /** In a test-run: what it did not write, as a `StepPlan`; by its size when the reader may not see it. */
  planned: Payload.nullable(),
  /** When its wait ends by itself. */
  dueAt: Instant.nullable(), childRun: z.string().nullable(), logs: z.array(ShownText), counts: NodeCounts.nullable(),
  /** What it sent, by state; a record of a region counts once. */
  effects: z.object({ sent: z.number(), confirmed: z.number(), refused: z.number(), unknown: z.number() }),
  startedAt: Instant.nullable(), finishedAt: Instant.nullable(), attempts: z.array(Attempt),
});
export type StepRun = z.infer<typeof StepRun>;

/** Something a run waits for from outside; `effect` asks whether to repeat what may have happened already. */
export const Wait = z.object({
  id: z.string(), node: z.string(), kind: z.enum(["event", "approval", "effect"]), name: ShownText,
  status: z.enum(["open", "resolved", "expired", "cancelled"]), details: Shown.nullable(), createdAt: Instant, expiresAt: Instant.nullable(),
  /** Of an approval: how it asks; its link, while it waits and for those who may decide. */
  ask: Ask.nullable(), link: z.string().nullable(),
});
export type Wait = z.infer<typeof Wait>;

/** A records region as it went: counts a node, ten samples a node, how many were rejected. */
export const Region = z.object({
  source: z.string(), status: z.enum(["running", "succeeded", "failed"]), chunks: z.number(), rejects: z.number(),
  counts: z.record(z.string(), NodeCounts), samples: z.record(z.string(), Payload), cursor: Shown.nullable(),
  error: RunError.nullable(), startedAt: Instant, updatedAt: Instant,
});
export type Region = z.infer<typeof Region>;

export const RunDetail = Run.extend({
  document: FlowDocument, input: Payload.nullable(), response: Payload.nullable(),
  /** Whether its caller waits, until when, and when its first Respond was stored; null when nobody waits. */
  answer: z.object({ by: Instant, at: Instant.nullable() }).nullable(),
  steps: z.array(StepRun), waits: z.array(Wait), regions: z.array(Region),
  children: z.array(z.object({ run: z.string(), node: z.string(), status: RunStatus })),
});
export type RunDetail = z.infer<typeof RunDetail>;

const read = { kind: "workspace", permission: "runs:read" } as const;

const milliseconds = z.coerce.number().int().min(0).max(400 * 86_400_000);

/** Which runs; everything that is not said matches. */
export const RunFilterInput = z.strictObject({
  flow: idParam.optional(), status: RunStatus.optional(), event: idParam.optional(), eventName: z.string().min(1).max(200).optional(), kind: z.enum(["live", "test"]).default("live"),
  version: z.coerce.number().int().min(1).optional(), pattern: Pattern.optional(),
  /** When they were made: from the first, before the second. */
  since: Instant.optional(), until: Instant.optional(),
  /** How long they took, in milliseconds. */
  minMs: milliseconds.optional(), maxMs: milliseconds.optional(),
  /** Of the error. */
  code: z.string().min(1).max(100).optional(), fingerprint: z.string().min(1).max(64).optional(),
  tag: z.string().min(1).max(40).optional(),
  /** The value of one of their business keys. */
  key: z.string().min(1).max(200).optional(),
  redrive: idParam.optional(),
  /** Failures that no other run has replayed yet. */
  left: z.stringbool().optional(),
});
export type RunFilterInput = z.infer<typeof RunFilterInput>;

/** The same in a body or an answer, where numbers are numbers. */
export const RunChoice = RunFilterInput.extend({
  version: z.number().int().min(1).optional(), minMs: z.number().int().min(0).optional(), maxMs: z.number().int().min(0).optional(), left: z.boolean().optional(),
});

export const listRuns = contract({
  method: "GET", path: "/api/v1/runs", access: read, status: 200,
  summary: "Runs, newest first.",
  query: Page.extend(RunFilterInput.shape),
  answer: z.object({ runs: z.array(Run), next: z.string().nullable() }),
});

export const countRunsOverTime = contract({
  method: "GET", path: "/api/v1/runs/histogram", access: read, status: 200,
  summary: "The newest 20,000 runs that match, by time and state.",
  query: RunFilterInput,
  answer: z.object({
    /** Each from its time on, `spanMs` long; only those with runs. */
    bars: z.array(z.object({ at: Instant, status: RunStatus, count: z.number() })), spanMs: z.number(), runs: z.number(),
    /** There are more than these. */
    more: z.boolean(),
  }),
});

export const setRunTags = contract({
  method: "PUT", path: "/api/v1/runs/{run}/tags", access: { kind: "workspace", permission: "runs:start" }, status: 200,
  summary: "Puts tags on a run, in place of those it has.",
  params: z.strictObject({ run: idParam }),
  body: z.strictObject({ tags: z.array(z.string().trim().min(1).max(40)).max(10) }),
  answer: Run,
});

export const readRun = contract({
  method: "GET", path: "/api/v1/runs/{run}", access: read, status: 200,
  summary: "A run with its step runs, their inputs and outputs, and the document it ran.",
  params: z.strictObject({ run: idParam }),
  answer: RunDetail,
});

export const compareWithGood = contract({
  method: "GET", path: "/api/v1/runs/{run}/last-good", access: read, status: 200,
  summary: "What differs from the last run of its flow that succeeded before it: version, shape of the input, connections, duration.",
  params: z.strictObject({ run: idParam }),
  answer: z.object({
    /** null: none succeeded before. */
    good: z.object({ run: z.string(), version: z.number().nullable(), at: Instant, tookMs: z.number().nullable() }).nullable(),
    version: z.number().nullable().optional(),
    /** Paths of the input and their types; no values. */
    shape: z.object({ added: z.array(z.string()), gone: z.array(z.string()), retyped: z.array(z.object({ path: z.string(), was: z.string(), is: z.string() })) }).optional(),
    /** Changed since; null where it is no longer there. */
    connections: z.object({ used: z.number(), changed: z.array(z.object({ step: z.string(), connection: z.string().nullable(), at: Instant.nullable() })) }).optional(),
    tookMs: z.number().nullable().optional(),
  }),
});

export const readStepPayload = contract({
  method: "GET", path: "/api/v1/runs/{run}/steps/{node}/{part}", access: read, status: 200,
  summary: "A step's whole input or output, as its reader may see it.",
  params: z.strictObject({ run: idParam, node: idParam, part: z.enum(["input", "output"]) }),
  answer: Payload,
});

export const revealField = contract({
  method: "POST", path: "/api/v1/runs/{run}/reveal", access: { kind: "workspace", permission: "runs:reveal" }, status: 200,
  summary: "Shows one field that a rule hides, or a text that holds one. Who, what, when and why is written to the audit log.",
  params: z.strictObject({ run: idParam }),
  body: z.strictObject({
    /** The step; null for the run's own input and answer. */
    node: z.string().max(64).nullable().default(null),
    part: z.enum(["input", "output", "response", "planned", "exchange", "logs", "error", "reason", "samples", "reject", "reject-error"]),
    /** Of an exchange. */
    attempt: z.number().int().min(1).optional(),
    /** Of a rejected record, whose `node` is the region's source. */
    seq: z.number().int().min(0).optional(),
    /** As `hidden` names it; empty for a log or a message as a whole. */
    path: ValuePath.default([]),
    reason: z.string().trim().max(500).default(""),
  }),
  answer: z.object({ value: Shown }),
});

const start = { kind: "workspace", permission: "runs:start" } as const;
const Started = z.object({ run: z.string() });
const node = z.string().max(64);

export const startRun = contract({
  method: "POST", path: "/api/v1/flows/{flow}/runs", access: start, status: 202,
  summary: "Starts the live version by hand; `input` is what its trigger would put out.",
  params: z.strictObject({ flow: idParam }),
  body: z.strictObject({ input: z.json().optional() }),
  answer: Started,
});

export const testFlow = contract({
  method: "POST", path: "/api/v1/flows/{flow}/test", access: { kind: "workspace", permission: "flows:write" }, status: 202,
  summary: "Runs the draft without writing anything outside: what would be written is simulated.",
  params: z.strictObject({ flow: idParam }),
  body: z.strictObject({
    /** What the trigger puts out, or a sample of it; the trigger's own example when neither is given. */
    input: z.json().optional(),
    sample: idParam.optional(),
    /** Runs this step and what it needs; this step alone; or this step and all that comes after. One of them at most. */
    upTo: node.optional(),
    only: node.optional(),
    from: node.optional(),
    /** For `only` and `from`: the run whose recorded results stand for what comes before. */
    run: idParam.optional(),
    /** What stands in for a step, by node: a value, a sample or a failure; before the mocks that are kept with the flow. */
    mocks: z.record(node, NewMock).optional(),
    /** Steps whose writes are really sent. */
    send: z.array(node).max(500).optional(),
  }),
  maxBody: 4 * 1024 * 1024,
  answer: Started,
});

export const cancelRun = contract({
  method: "POST", path: "/api/v1/runs/{run}/cancel", access: start, status: 200,
  summary: "Ends a run at once, with the runs it waits for.",
  params: z.strictObject({ run: idParam }),
  answer: Run,
});

const replayFields = {
  /** The step to start from; everything when not given. */
  from: node.optional(),
  version: z.enum(["same", "latest"]).default("same"),
};
const whatFailed = "Begins at what failed, in place of `from`.";

export const previewReplay = contract({
  method: "GET", path: "/api/v1/runs/{run}/replay", access: read, status: 200,
  summary: "What a replay would reuse, run again, and which confirmed effects it skips.",
  params: z.strictObject({ run: idParam }),
  query: z.strictObject({ ...replayFields, failed: z.stringbool().optional().describe(whatFailed) }),
  answer: z.object({
    version: z.number().nullable(), /** Published now; null when none is. */ latest: z.number().nullable(),
    reused: z.array(z.string()), again: z.array(z.string()), confirmed: z.array(z.object({ node: z.string(), count: z.number() })),
    /** Requests of steps that run again of which nobody knows whether they arrived. */
    unknown: z.array(z.object({ node: z.string(), count: z.number() })),
    /** Of the nodes of the version that will run. */
    names: z.record(z.string(), z.string()),
  }),
});

export const replayRun = contract({
  method: "POST", path: "/api/v1/runs/{run}/replay", access: start, status: 202,
  summary: "Runs it again from the start or a step; confirmed effects are skipped unless `again` or another input says so.",
  params: z.strictObject({ run: idParam }),
  body: z.strictObject({ ...replayFields, failed: z.boolean().optional().describe(whatFailed), input: z.json().optional(), again: z.boolean().default(false) }),
  answer: Started,
});

export const decideWait = contract({
  method: "POST", path: "/api/v1/runs/{run}/waits/{wait}", access: start, status: 200,
  summary: "Decides an approval, or what becomes of an effect of unknown outcome: repeat it, take it as done, or fail.",
  params: z.strictObject({ run: idParam, wait: idParam }),
  body: z.strictObject({ decision: z.enum(["approved", "rejected", "repeat", "done", "fail"]), comment: z.string().max(2_000).default(""), /** An approval's form. */ values: FormValues.default({}) }),
  answer: Wait,
});

export const passRun = contract({
  method: "POST", path: "/api/v1/runs/{run}/pass", access: start, status: 200,
  summary: "Lets the next run of its key start although this one failed; for flows that run in order and wait after a failure.",
  params: z.strictObject({ run: idParam }),
  answer: Run,
});

export const Reject = z.object({ seq: z.number(), node: z.string(), key: ShownText, chunk: z.number(), record: Payload, error: RunError });
export type Reject = z.infer<typeof Reject>;

export const listRejects = contract({
  method: "GET", path: "/api/v1/runs/{run}/regions/{node}/rejects", access: read, status: 200,
  summary: "The records a region rejected, oldest first.",
  params: z.strictObject({ run: idParam, node }),
  query: Page,
  answer: z.object({ rejects: z.array(Reject), next: z.string().nullable() }),
});

/**
 * Server-sent events: `hello` when changes are told from now on, at the start and after each gap; `runs` with the ids that
 * changed (at most ten times a second); `changes` with flows and connections that people changed; `beat` every five seconds.
 */
export const streamRuns = contract({
  method: "GET", path: "/api/v1/runs/stream", access: read, status: 200,
  summary: "A stream (text/event-stream) that names runs as they change.",
  query: z.strictObject({ run: idParam.optional(), workspace: z.string().max(80).optional() }),
  answer: z.unknown(),
});
