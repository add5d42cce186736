import { z } from "zod";
import { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";

const Value = z.json() as z.ZodType<Json>;
const names = z.record(z.string(), z.json());

export const machines = ["check", "walk", "embedded", "test-run", "inngest"] as const;
export const Machine = z.enum(machines);
export type Machine = z.infer<typeof Machine>;

/** What a called node answers once: `"ok"`, an HTTP status, or more. */
export const Answer = z.union([
  z.literal("ok"),
  z.number().int(),
  z.strictObject({
    status: z.number().int().default(200),
    body: Value.optional(),
    headers: z.record(z.string(), z.string()).default({}),
    /** The answer is held until this is so: `b called`, `b called 2`, `b ended`, `b waiting`, `run waiting`, `run ended`, `never`. */
    until: z.string().optional(),
    /** Milliseconds it takes: virtual on the walk, real elsewhere. */
    takes: z.number().int().min(0).max(1_000).optional(),
    /** The connection is cut instead of an answer. */
    cut: z.literal(true).optional(),
  }),
]);
export type Answer = z.infer<typeof Answer>;

/** Answers in turn, the last one again and again; in a region by the record's `id`, `*` for the others. */
const Script = z.record(z.string(), z.union([z.array(Answer), z.record(z.string(), z.array(Answer))]));
export type Script = z.infer<typeof Script>;

/** Nodes by name: a type, or a type with settings; `expand-sketch.ts` says what is short for what. */
const SketchNodes = z.record(z.string().regex(/^[a-z][a-z0-9]*$/), z.union([z.string(), z.looseObject({ type: z.string() })]));
export const Sketch = z.strictObject({
  nodes: SketchNodes,
  edges: z.array(z.string()),
  /** So many more nodes that hang on the trigger. */
  more: z.number().int().optional(),
  /** A whole document instead, whose nodes are called by their ids and which calls the target at `http://target.test/case`. */
  document: FlowDocument.optional(),
});
export type Sketch = z.infer<typeof Sketch>;

export const Expected = z.strictObject({
  run: z.enum(["succeeded", "failed", "cancelled", "waiting", "running", "queued", "none"]).optional(),
  error: z.strictObject({ class: z.string().optional(), code: z.string().optional(), node: z.string().optional(), message: z.string().optional() }).optional(),
  /** How many errors were handled. */
  handled: z.number().optional(),
  reason: z.string().optional(),
  /** What its `respond` gave: these fields at least, or null for nothing. */
  response: Value.optional(),
  pattern: z.string().optional(),
  /** By node: `succeeded`, `succeeded:yes` (the port), `failed:error`, `skipped`, `cancelled`, `waiting`, `never` (it did not begin); then flags `reused`, `simulated`, `late`, or `-simulated`. */
  steps: z.record(z.string(), z.string()).optional(),
  /** What nodes gave: these fields at least. */
  outputs: names.optional(),
  /** `a < b`: a ended before b began. `a | b`: they overlap. */
  order: z.array(z.string()).optional(),
  /** Requests the target received, by node. */
  calls: z.record(z.string(), z.number()).optional(),
  /** Bodies it received, in any order. */
  bodies: z.record(z.string(), z.array(Value)).optional(),
  /** Query strings it received, in order, or what `Authorization` they carried. */
  queries: z.record(z.string(), z.array(z.string())).optional(),
  /** Different Idempotency-Keys it received, by node, over all runs of the case. */
  keys: z.record(z.string(), z.number()).optional(),
  /** Nodes whose requests were given up. */
  aborted: z.array(z.string()).optional(),
  attempts: z.record(z.string(), z.array(z.string())).optional(),
  /** Milliseconds at least between the first attempt's end and the second's start. */
  gap: z.record(z.string(), z.number()).optional(),
  /** By node, states in the ledger, in order of their names. */
  effects: z.record(z.string(), z.array(z.string())).optional(),
  waits: z.record(z.string(), z.string()).optional(),
  /** `m < b`: b came to the merge m too late. */
  late: z.array(z.string()).optional(),
  /** `rule node`, or `rule node.field`: exactly these errors. */
  issues: z.array(z.string()).optional(),
  /** Exactly these warnings and hints. */
  warnings: z.array(z.string()).optional(),
  regions: z.record(z.string(), z.strictObject({
    status: z.string().optional(),
    chunks: z.number().optional(),
    /** By node: these counts at least. */
    counts: z.record(z.string(), z.record(z.string(), z.number())).optional(),
    /** By node: how many samples were kept. */
    samples: z.record(z.string(), z.number()).optional(),
    /** `node class`, or `node class key`, in any order. */
    rejects: z.array(z.string()).optional(),
    /** How many records were rejected, when they are not listed. */
    rejected: z.number().optional(),
  })).optional(),
  /** Cursors that are kept for the next run, by source: these fields at least; null for none. */
  cursors: names.optional(),
  /** What the called flow's run came to, by calling node. */
  children: z.record(z.string(), z.lazy((): z.ZodType => Expected)).optional(),
  /** Runs of each flow of the case, by kind. */
  runs: z.record(z.string(), z.number()).optional(),
  /** Words that stand nowhere in what the executor stores, nor in stored payloads and exchanges when they begin with `!`. */
  hidden: z.array(z.string()).optional(),
});
export type Expected = z.infer<typeof Expected>;

const when = z.string().optional();
const Act = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("decide"), when, node: z.string(), decision: z.enum(["approved", "rejected", "repeat", "done", "fail"]), comment: z.string().optional(), fails: z.string().optional() }),
  z.strictObject({ do: z.literal("publish"), when, event: z.string(), data: Value, id: z.string().optional() }),
  z.strictObject({ do: z.literal("cancel"), when, fails: z.string().optional() }),
  /** The worker process dies at once, and another one takes its place. */
  z.strictObject({ do: z.literal("kill"), when }),
  /** The flow is changed and published: nodes of these names are set, the others stay. */
  z.strictObject({ do: z.literal("edit"), when, flow: z.string().optional(), nodes: SketchNodes, edges: z.array(z.string()).optional(), cursors: z.record(z.string(), z.enum(["keep", "start-over"])).optional(), fails: z.string().optional(), draftOnly: z.boolean().optional() }),
  z.strictObject({ do: z.literal("delete-flow"), when, flow: z.string().optional(), fails: z.string().optional() }),
  /** The secret of the case's connection is replaced. */
  z.strictObject({ do: z.literal("set-secret"), when, secret: z.string() }),
  /** What is so at this moment. */
  z.strictObject({ do: z.literal("look"), when, expect: Expected }),
  /** Counts as a call of a node that is only named in `until`: answers that wait for it are given. */
  z.strictObject({ do: z.literal("release"), when, node: z.string() }),
  /** Waits until it is so. */
  z.strictObject({ do: z.literal("wait"), when: z.string() }),
  z.strictObject({ do: z.literal("preview"), when, from: z.string().optional(), version: z.enum(["same", "latest"]).optional(), expect: z.strictObject({ reused: z.array(z.string()).optional(), again: z.array(z.string()).optional(), confirmed: z.record(z.string(), z.number()).optional() }) }),
  /** Another run, which the acts after it are about. */
  z.strictObject({ do: z.literal("replay"), when, from: z.string().optional(), version: z.enum(["same", "latest"]).optional(), input: Value.optional(), again: z.boolean().optional(), script: Script.optional(), fails: z.string().optional() }),
  z.strictObject({ do: z.literal("start"), when, input: Value.optional(), script: Script.optional() }),
  z.strictObject({ do: z.literal("test"), when, input: Value.optional(), mocks: names.optional(), send: z.array(z.string()).optional(), upTo: z.string().optional(), script: Script.optional() }),
  /** Somebody posts to the flow's hook and waits, or fills in its form, where the key is one showing of the page; the act does not wait. */
  z.strictObject({ do: z.literal("call"), when, as: z.string().default("caller"), body: Value.default({}), key: z.string().optional() }),
  /** What that caller got, its body at least so, or with these words on its page; the acts after it are about its run. */
  z.strictObject({ do: z.literal("answered"), when, as: z.string().default("caller"), status: z.number().int(), body: Value.optional(), says: z.string().optional(), replayed: z.boolean().optional() }),
  /** The page where a visitor was told to wait, as it is now. */
  z.strictObject({ do: z.literal("revisit"), when, as: z.string().default("caller"), status: z.number().int(), says: z.string() }),
  /** The acts after it are about the run that was started as the nth, from 1. */
  z.strictObject({ do: z.literal("turn-to"), when, run: z.number().int() }),
]);
export type Act = z.infer<typeof Act>;

export const SemanticCase = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  rule: z.string().regex(/^(graph|step|region|test|event|sync)-\d+$/),
  also: z.array(z.string()).default([]),
  /** The rule's sentence as it shows here. */
  says: z.string().min(10),
  machines: z.array(Machine).min(1),
  ...Sketch.shape,
  /** Called flows, by name: `@name` in a `flow` setting. */
  flows: z.record(z.string(), Sketch).default({}),
  /** Who starts it: a hand before the first act, or a `call`. */
  starts: z.enum(["hand", "call"]).default("hand"),
  /** What the trigger puts out. */
  input: Value.default({}),
  /** So many items `{ id, size? }` as the trigger's `items`. */
  items: z.union([z.number().int(), z.strictObject({ count: z.number().int(), bytes: z.number().int() })]).optional(),
  /** Of the case's connection, which nodes with `"connection": true` use. */
  secret: z.string().optional(),
  script: Script.default({}),
  mocks: names.optional(),
  send: z.array(z.string()).optional(),
  upTo: z.string().optional(),
  acts: z.array(Act).default([]),
  expect: Expected,
  /** What differs on one machine. */
  on: z.partialRecord(Machine, Expected).default({}),
});
export type SemanticCase = z.infer<typeof SemanticCase>;
