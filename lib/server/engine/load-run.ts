import type { Pool } from "pg";
import type { Pattern } from "#lib/flow/pattern.ts";
import type { Plan } from "#lib/flow/plan.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import { clean, type Taint } from "#lib/flow/taint.ts";
import type { Json } from "#lib/json.ts";
import { unpackPayload } from "../payloads/pack-payload.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { loadPlan } from "./load-plan.ts";
import { noTest, readTestOptions, type TestOptions } from "./test-options.ts";

/** What was recorded of a node before this process took the run over. */
export interface SettledStep {
  status: "succeeded" | "failed" | "skipped";
  port: string | null;
  output: Json | undefined;
  error: RunError | null;
  simulated: boolean;
  /** Which parts of the output are simulated. */
  taint: Taint;
}

/** A node that was under way or waiting. */
export interface OpenStep {
  startedAt: Date | null;
  dueAt: Date | null;
  childRun: string | null;
  /** A wait that the replayed run has passed (SEMANTICS step-9). */
  reused?: boolean;
}

/** How often a node was tried, how many of those tries failed, and when the next is due. */
export interface Tries {
  last: number;
  failed: number;
  nextAt: number | null;
}

export interface LoadedRun {
  workspaceId: string;
  runId: string;
  flowId: string;
  /** Where its rows and payloads are. */
  bucket: number;
  pattern: Pattern;
  /** As read; the first write raises it and loses to anyone who did so in between. */
  fence: number;
  /** As read: what has happened from outside is known up to here. */
  signals: number;
  handledErrors: number;
  origin: string;
  depth: number;
  parent: string | null;
  /** Its flow has a limit: its end makes room for another. */
  isLimited: boolean;
  /** The run's start as ISO text: the only clock that logic sees (SEMANTICS step-1). */
  now: string;
  /** Until when its caller waits, in milliseconds; null when nobody waits. */
  answerBy: number | null;
  /** It may find effects that an earlier run or holder left in the ledger. */
  hasHistory: boolean;
  hasAnswered: boolean;
  input: Json;
  /** As it is stored. */
  inputBytes: number;
  plan: Plan;
  test: TestOptions | null;
  settled: ReadonlyMap<string, SettledStep>;
  open: ReadonlyMap<string, OpenStep>;
  tries: ReadonlyMap<string, Tries>;
}

interface StepRow {
  node_id: string;
  status: string;
  port: string | null;
  output: string | null;
  error: RunError | null;
  simulated: boolean;
  taint: Taint | null;
  started_at: string | null;
  due_at: string | null;
  child_run_id: string | null;
  reused: boolean;
}

interface Row {
  bucket: number;
  flow_id: string;
  version: number | null;
  snapshot: string | null;
  kind: "live" | "test";
  options: string | null;
  pattern: Pattern;
  fence: number;
  signals: number;
  handled_errors: number;
  origin: string;
  depth: number;
  parent_run_id: string | null;
  limit_key: string | null;
  replay_of: string | null;
  response: string | null;
  created_at: Date;
  answer_by: Date | null;
  codec: "json" | "gzip" | null;
  body: Buffer | null;
}

interface Recorded {
  steps: StepRow[] | null;
  attempts: { node_id: string; last: number; failed: number; next_at: string | null }[] | null;
}

const statement = `
select r.bucket, r.flow_id, r.version, r.snapshot, r.kind, r.options, r.pattern, r.fence, r.signals, r.handled_errors, r.origin, r.depth, r.parent_run_id, r.limit_key, r.replay_of, r.response, r.created_at, r.answer_by, p.codec, p.body
from runs r left join payloads p on p.bucket = r.bucket and p.workspace_id = r.workspace_id and p.hash = r.input
where r.workspace_id = $1 and r.id = $2 and r.status in ('queued', 'running', 'waiting')`;

const recorded = `
select
  (select json_agg(json_build_object('node_id', s.node_id, 'status', s.status, 'port', s.port, 'output', s.output, 'error', s.error, 'simulated', s.simulated, 'taint', s.taint,
      'started_at', s.started_at, 'due_at', s.due_at, 'child_run_id', s.child_run_id, 'reused', s.reused))
     from step_runs s where s.bucket = $3 and s.workspace_id = $1 and s.run_id = $2) as steps,
  (select json_agg(json_build_object('node_id', a.node_id, 'last', a.last, 'failed', a.failed, 'next_at', a.next_at))
     from (select node_id, max(number) as last, count(*) filter (where status = 'failed') as failed, max(next_at) as next_at
           from attempts where bucket = $3 and workspace_id = $1 and run_id = $2 group by node_id) a) as attempts`;

function isSettled(status: string): status is SettledStep["status"] {
  return status === "succeeded" || status === "failed" || status === "skipped";
}

function instantOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

/** Everything that is needed to go on with a run; null when it is final or gone. */
export async function loadRun(pool: Pick<Pool, "query">, workspaceId: string, runId: string): Promise<LoadedRun | null> {
  const found = await pool.query<Row>({ name: "load-run", text: statement, values: [workspaceId, runId] });
  const row = found.rows[0];
  if (!row) return null;
  const { bucket } = row;
  // Of a run that nobody has held yet nothing is recorded, unless it began with something.
  const mayHave = row.fence > 0 || row.replay_of !== null || row.kind === "test";
  const before = mayHave ? (await pool.query<Recorded>({ name: "load-steps", text: recorded, values: [workspaceId, runId, bucket] })).rows[0] : undefined;
  const steps = before?.steps ?? [];
  const wanted = steps.flatMap((step) => (step.output === null || !isSettled(step.status) ? [] : [step.output]));
  const stored = await readPayloads(pool, { workspaceId, bucket }, row.options === null ? wanted : [...wanted, row.options]);
  const test = row.kind === "live" ? null : row.options === null ? noTest : readTestOptions(stored.get(row.options));
  const plan = await loadPlan(pool, { workspaceId, bucket, flowId: row.flow_id, version: row.version, snapshot: row.snapshot, part: test?.part });
  const settled = new Map<string, SettledStep>();
  const open = new Map<string, OpenStep>();
  for (const step of steps) {
    const { status, port, error, simulated } = step;
    const taint = step.taint ?? clean;
    if (isSettled(status)) settled.set(step.node_id, { status, port, error, simulated, taint, output: step.output === null ? undefined : stored.get(step.output) });
    else if (status !== "cancelled") open.set(step.node_id, { startedAt: instantOf(step.started_at), dueAt: instantOf(step.due_at), childRun: step.child_run_id, reused: step.reused });
  }
  return {
    workspaceId,
    runId,
    flowId: row.flow_id,
    bucket,
    pattern: row.pattern,
    fence: row.fence,
    signals: row.signals,
    handledErrors: row.handled_errors,
    origin: row.origin,
    depth: row.depth,
    parent: row.parent_run_id,
    isLimited: row.limit_key !== null,
    now: row.created_at.toISOString(),
    answerBy: row.answer_by?.getTime() ?? null,
    hasHistory: row.fence > 0 || row.replay_of !== null || row.origin !== runId,
    hasAnswered: row.response !== null,
    input: row.body === null || row.codec === null ? null : unpackPayload({ codec: row.codec, body: row.body }),
    inputBytes: row.body?.byteLength ?? 0,
    plan,
    test,
    settled,
    open,
    tries: new Map((before?.attempts ?? []).map((a) => [a.node_id, { last: a.last, failed: a.failed, nextAt: a.next_at === null ? null : Date.parse(a.next_at) }])),
  };
}
