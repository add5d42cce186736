import type { Pool } from "pg";
import { releaseRuns } from "#lib/server/engine/release-runs.ts";

/** A run in the hands of one of us, for `holdMs` at a time. */
export interface Hold {
  workspaceId: string;
  runId: string;
  /** `instance#life#` and what names this holding alone: what it has lost it cannot give back. */
  holder: string;
}

export const holdMs = 30_000;

const takeText = `
with mine as (
  update inngest_runs set crashes = crashes + (held_by is not null)::int, held_by = $3, held_until = clock_timestamp() + $5 * interval '1 millisecond',
    due_at = clock_timestamp() + $5 * interval '1 millisecond', is_told = true, is_begun = true, is_woken = false, tries = 0, silences = 0
  where workspace_id = $1 and run_id = $2 and round = $4 and (held_until is null or held_until < clock_timestamp())
  returning crashes
)
select (select crashes from mine) as crashes, i.round from inngest_runs i where i.workspace_id = $1 and i.run_id = $2`;

/** `over`: the run is final, or was published anew and belongs to another function run. */
export type Taken = { kind: "taken"; crashes: number } | { kind: "busy" } | { kind: "over" };

export async function takeHold(pool: Pool, { workspaceId, runId, holder }: Hold, round: number): Promise<Taken> {
  const { rows } = await pool.query<{ crashes: number | null; round: number }>({ name: "inngest-hold", text: takeText, values: [workspaceId, runId, holder, round, holdMs] });
  const row = rows[0];
  if (!row || row.round !== round) return { kind: "over" };
  return row.crashes === null ? { kind: "busy" } : { kind: "taken", crashes: row.crashes };
}

const renewText = `
update inngest_runs set held_until = clock_timestamp() + $2 * interval '1 millisecond', due_at = case when is_woken then due_at else clock_timestamp() + $2 * interval '1 millisecond' end
where (workspace_id, run_id) in (select workspace_id, run_id from inngest_runs where held_by = any($1::text[]) for update skip locked)`;

/** One heartbeat for everything that this process holds. */
export async function renewHolds(pool: Pool, holders: readonly string[]): Promise<void> {
  if (holders.length > 0) await pool.query({ name: "inngest-renew", text: renewText, values: [holders, holdMs] });
}

const leaveText = `
update inngest_runs set held_by = null, held_until = null, crashes = 0, faults = case when $5 then faults + 1 else 0 end,
  silent_at = $4::timestamptz + $6 * interval '1 millisecond',
  due_at = case when is_woken then clock_timestamp() else $4::timestamptz + $6 * interval '1 millisecond' end
where workspace_id = $1 and run_id = $2 and held_by = $3
returning is_woken as "isWoken", faults`;

/** Gives a run back that goes on at `until`; tells whether something happened outside meanwhile. null: it was lost before. */
export async function leaveHold(pool: Pool, hold: Hold, next: { until: Date; hasFailed: boolean; patienceMs: number }): Promise<{ isWoken: boolean; faults: number } | null> {
  const values = [hold.workspaceId, hold.runId, hold.holder, next.until, next.hasFailed, next.patienceMs];
  const { rows } = await pool.query<{ isWoken: boolean; faults: number }>({ name: "inngest-leave", text: leaveText, values });
  return rows[0] ?? null;
}

/** The run is final: nothing more is to be told of it. */
export async function endHold(pool: Pool, { workspaceId, runId, holder }: Hold): Promise<void> {
  await pool.query({ name: "inngest-end", text: "delete from inngest_runs where workspace_id = $1 and run_id = $2 and held_by = $3", values: [workspaceId, runId, holder] });
}

const dropText = `
update inngest_runs set held_by = null, held_until = null, crashes = crashes + 1, silent_at = clock_timestamp(), due_at = clock_timestamp()
where workspace_id = $1 and run_id = $2 and held_by is not null and held_until < clock_timestamp()`;

/** Its holder is gone: it is told again, and if the holder lives after all it writes nothing more. */
export async function dropHold(pool: Pool, workspaceId: string, runId: string): Promise<void> {
  const dropped = await pool.query({ name: "inngest-drop", text: dropText, values: [workspaceId, runId] });
  if (dropped.rowCount === 1) await releaseRuns(pool, [{ workspaceId, runId }]);
}

const predecessorText = `
update inngest_runs set held_by = null, held_until = null, crashes = crashes + 1, silent_at = clock_timestamp(), due_at = clock_timestamp()
where held_by like $1 || '#%' and held_by not like $1 || '#' || $2 || '#%' returning workspace_id as "workspaceId", run_id as "runId"`;

/** What former lives of this instance held; only for the holder of the instance's lock: then they are dead. */
export async function dropPredecessors(pool: Pool, instance: string, life: string): Promise<void> {
  const { rows } = await pool.query<{ workspaceId: string; runId: string }>({ name: "inngest-drop-predecessors", text: predecessorText, values: [instance, life] });
  if (rows.length > 0) await releaseRuns(pool, rows);
}

const handBackText = `
update inngest_runs set held_by = null, held_until = null, silent_at = clock_timestamp() + $2 * interval '1 millisecond', due_at = clock_timestamp() + $2 * interval '1 millisecond'
where held_by = any($1::text[]) returning workspace_id as "workspaceId", run_id as "runId"`;

/** Gives up what a stopping process still holds; not a crash. */
export async function handBack(pool: Pool, holders: readonly string[], patienceMs: number): Promise<void> {
  const { rows } = await pool.query<{ workspaceId: string; runId: string }>({ name: "inngest-hand-back", text: handBackText, values: [holders, patienceMs] });
  if (rows.length > 0) await releaseRuns(pool, rows);
}
