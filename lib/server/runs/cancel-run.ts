import { findRun } from "#db/queries/runs.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { AppError } from "#lib/errors.ts";
import { present } from "#lib/assert.ts";
import type { ClientBase } from "pg";
import { databaseOn } from "#db/client.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { tellEnd } from "../engine/tell-end.ts";
import { wakeParent } from "../engine/wake-parent.ts";
import { oneRunAnswer, runNotFound } from "./run-answer.ts";
import { signalRun } from "./run-signals.ts";

const tree = `
with recursive tree as (
  select id from runs where workspace_id = $1 and id = $2 and status in ('queued', 'running', 'waiting')
  union all
  select c.id from tree t
  join runs c on c.workspace_id = $1 and c.parent_run_id = t.id and c.started_by = 'call' and c.status in ('queued', 'running', 'waiting')
)`;

const lockStatement = `${tree} select r.id from runs r join tree on tree.id = r.id where r.workspace_id = $1 order by r.id for update of r`;

const statement = `${tree}, ended as (
  update runs r set status = 'cancelled', fence = fence + 1, finished_at = clock_timestamp(),
    reason = case when r.id = $2 then $3 else 'The run that called it was cancelled.' end from tree
  where r.workspace_id = $1 and r.id = tree.id and r.status in ('queued', 'running', 'waiting')
  returning r.id, r.part, r.bucket
), steps as (
  update step_runs s set status = 'cancelled', finished_at = clock_timestamp() from ended
  where s.bucket = ended.bucket and s.workspace_id = $1 and s.run_id = ended.id and s.status in ('running', 'waiting')
), tries as (
  update attempts a set status = 'abandoned', finished_at = clock_timestamp() from ended
  where a.bucket = ended.bucket and a.workspace_id = $1 and a.run_id = ended.id and a.status = 'running'
), left_open as (
  update effects e set status = 'unknown', settled_at = clock_timestamp() from ended
  where e.workspace_id = $1 and e.run_id = ended.id and e.status = 'sent'
), closed as (
  update waits w set status = 'cancelled', resolved_at = clock_timestamp() from ended
  where w.workspace_id = $1 and w.run_id = ended.id and w.status = 'open'
)
select id as "runId", part from ended`;

/**
 * Holds a run and those that it called. What their holders were just writing is there after that, so that it is ended
 * with them; a statement that waits for it would not see it.
 */
async function lock(client: Pick<ClientBase, "query">, workspaceId: string, runId: string): Promise<void> {
  let held = 0;
  for (let before = -1; held > before; ) {
    before = held;
    held = (await client.query({ name: "lock-runs", text: lockStatement, values: [workspaceId, runId] })).rows.length;
  }
}

/**
 * Ends a run at once, with the runs it waits for (SEMANTICS step-8): its fence is raised, so that whoever moves it on
 * can write nothing more and learns of it within a second. Returns how many ended; 0 when it was final already.
 * @param reason who did it, as a sentence; shown with the run.
 */
export async function endCancelled(client: Pick<ClientBase, "query">, workspaceId: string, runId: string, reason: string): Promise<number> {
  await lock(client, workspaceId, runId);
  const ended = await client.query<{ runId: string; part: number }>({ name: "cancel-run", text: statement, values: [workspaceId, runId, reason] });
  // What waits is begun once more, to find that it is over.
  await runtime().driver.wakeRuns(client, workspaceId, ended.rows);
  if (ended.rows.length > 0) await wakeParent(client, workspaceId, runId);
  for (const run of ended.rows) signalRun(workspaceId, run.runId);
  return ended.rows.length;
}

/** @throws AppError conflict when it has ended already. */
export async function cancelRun(context: WorkspaceContext, input: { run: string }): Promise<Run> {
  demand(context, "runs:start");
  const workspaceId = context.workspace.id;
  if (!(await findRun(database(), workspaceId, input.run))) throw runNotFound();
  const count = await transaction(async (client) => {
    const ended = await endCancelled(client, workspaceId, input.run, `Cancelled ${context.actor.kind === "user" ? `by ${context.actor.email}` : "through an API key"}.`);
    if (ended > 0) await audit(databaseOn(client), context, "run.cancel", input.run);
    return ended;
  });
  if (count === 0) throw new AppError("conflict", "The run has ended already, so there is nothing to cancel.");
  await tellEnd(workspaceId, input.run);
  runtime().driver.wake();
  return await oneRunAnswer(context, present(await findRun(database(), workspaceId, input.run), "the run that was cancelled"));
}
