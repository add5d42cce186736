import type { PoolClient } from "pg";
import { databaseOn } from "#db/client.ts";
import { type RunRow, waitsOf } from "#db/queries/runs.ts";
import { present } from "#lib/assert.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import type { Json } from "#lib/json.ts";
import { readTestOptions } from "../engine/test-options.ts";
import { addRounds, type NewRound } from "../events/add-rounds.ts";
import { copyPayloads } from "../payloads/copy-payloads.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { runtime } from "../runtime.ts";
import { insertRun } from "./insert-run.ts";
import { planReplay, type ReplayFrom } from "./plan-replay.ts";
import { runDocument } from "./run-document.ts";
import { triggerInput } from "./trigger-input.ts";

const takeOver = `
insert into step_runs (bucket, workspace_id, run_id, node_id, status, port, input, output, error, reused, simulated, taint, logs, counts, started_at, finished_at)
select $6::int, workspace_id, $3, node_id, status, port, input, output, error, true, simulated, taint, logs, counts, started_at, finished_at
from step_runs where bucket = $5 and workspace_id = $1 and run_id = $2 and node_id = any($4::text[])
returning input, output, logs`;

/** As waits that are over: begun again, each finds its end at once. */
const passWaits = `
with steps as (
  insert into step_runs (bucket, workspace_id, run_id, node_id, status, input, reused, started_at, due_at)
  select $8::int, workspace_id, $3, node_id, 'waiting', input, true, started_at, least(due_at, clock_timestamp())
  from step_runs where bucket = $7 and workspace_id = $1 and run_id = $2 and node_id = any($4::text[])
  returning input
), passed as (
  insert into waits (workspace_id, id, run_id, node_id, kind, name, path, match, status, details, result, created_at, expires_at, resolved_at)
  select w.workspace_id, i.fresh, $3, w.node_id, w.kind, w.name, w.path, w.match, w.status, w.details, w.result, w.created_at, w.expires_at, w.resolved_at
  from waits w join unnest($5::text[], $6::text[]) as i (id, fresh) on i.id = w.id
where w.workspace_id = $1 and w.run_id = $2
)
select input from steps`;

/** The first replay of a failure takes it off the list of what is left to be put right. */
const markReplayed = "update runs set replayed_by = $3 where workspace_id = $1 and id = $2 and ($4::text is null or replayed_by is null)";

/** What the run had taken: one event, or those of a list. */
const takenBy = `
select event_id as "eventId", key, taken from deliveries where workspace_id = $1 and flow_id = $2 and run_id = $3 and taken = 'listed'
union select event_id, key, taken from deliveries where workspace_id = $1 and flow_id = $2 and event_id = $4 and run_id = $3`;

/** A replay is one more round of the event's delivery, so that whoever looks at the event finds it (SEMANTICS event-1). */
async function addRoundsOf(client: PoolClient, run: RunRow, id: string, bucket: number): Promise<void> {
  const taken = await client.query<{ eventId: string; key: string; taken: NewRound["taken"] }>({ name: "taken-by-run", text: takenBy, values: [run.workspaceId, run.flowId, run.id, run.eventId] });
  await addRounds(client, run.workspaceId, taken.rows.map((row) => ({ ...row, flowId: run.flowId, status: "started", runId: id, bucket, problem: null, sameOrigin: false })));
}

export interface Repeat {
  run: string;
  from: ReplayFrom;
  version: "same" | "latest";
  input?: Json | undefined;
  /** Confirmed effects are done again. */
  again: boolean;
  startedBy: string;
  /** The redrive that makes it. */
  redriveId?: string;
}

/**
 * In the caller's transaction, makes a new run of the same origin, so that confirmed effects are skipped; "again" or
 * another input mints a new origin (SEMANTICS step-4, step-9). Results of steps that are not run again are taken over as
 * reused. Wake the driver after the commit.
 */
export async function repeatRun(client: PoolClient, workspaceId: string, input: Repeat): Promise<{ run: string; isAnew: boolean }> {
  const { pool } = runtime();
  if (input.input !== undefined && input.from !== "start") throw new AppError("invalid", "Another input runs from the start. Leave out the step, or the input.");
  const { run, plan, version, snapshot, reused, passed, takesTrigger } = await planReplay(workspaceId, input);
  const hashes = [run.input, snapshot, run.options].filter((hash) => hash !== null);
  const stored = await readPayloads(pool, run, hashes);
  const value = (hash: string | null): Json => present(hash === null ? undefined : stored.get(hash), "the payload of the replayed run");
  const payload = input.input === undefined ? value(run.input) : triggerInput(await runDocument(run), input.input);
  const isAnew = input.again || input.input !== undefined || run.kind === "test";
  // A test-run of a part of the flow goes on with what it was given.
  const part = run.kind === "test" && run.options !== null ? readTestOptions(value(run.options)).part : undefined;
  const given = part !== undefined && part.kind !== "up-to" ? part.given : [];
  const id = newId("run");
  const bucket = await insertRun(client, {
    workspaceId, id, flowId: run.flowId, version, startedBy: input.startedBy, pattern: plan.pattern, input: packPayload(payload), replayOf: run.id, limitKey: run.limitKey, eventId: run.eventId, redriveId: input.redriveId ?? null,
    snapshot: version === null ? packPayload(value(snapshot)) : null,
    options: run.kind === "test" && run.options !== null ? packPayload(value(run.options)) : null,
    origin: isAnew ? id : run.origin,
  });
  if (run.kind === "live" && run.eventId !== null && input.input === undefined) await addRoundsOf(client, run, id, bucket);
  const marked = await client.query({ name: "mark-replayed", text: markReplayed, values: [workspaceId, run.id, id, input.redriveId ?? null] });
  if (marked.rowCount === 0) throw new AppError("conflict", "Another run replays this one already.");
  const taken = [...new Set([...(takesTrigger ? [plan.trigger] : []), ...reused, ...given])];
  const reads: (string | null)[] = [];
  if (taken.length > 0) {
    const steps = await client.query<{ input: string | null; output: string | null; logs: string | null }>({ name: "take-over-steps", text: takeOver, values: [workspaceId, run.id, id, taken, run.bucket, bucket] });
    reads.push(...steps.rows.flatMap(({ input: read, output, logs }) => [read, output, logs]));
  }
  if (!isAnew && passed.length > 0) {
    const waits = (await waitsOf(databaseOn(client), workspaceId, run.id)).filter((wait) => wait.kind !== "effect" && passed.includes(wait.nodeId));
    const steps = await client.query<{ input: string | null }>({ name: "pass-waits", text: passWaits, values: [workspaceId, run.id, id, passed, waits.map((wait) => wait.id), waits.map(() => newId("wait")), run.bucket, bucket] });
    reads.push(...steps.rows.map((step) => step.input), ...waits.flatMap((wait) => [wait.details, wait.result]));
  }
  await copyPayloads(client, workspaceId, run.bucket, bucket, reads);
  return { run: id, isAnew };
}
