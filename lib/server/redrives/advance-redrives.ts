import type { PoolClient } from "pg";
import { databaseOn } from "#db/client.ts";
import { findRedrive, type RedriveRow, updateRedrive } from "#db/queries/redrives.ts";
import { nextRuns } from "#db/queries/run-pages.ts";
import { AppError } from "#lib/errors.ts";
import { clock } from "../clock.ts";
import { runtime } from "../runtime.ts";
import { repeatRun } from "../runs/repeat-run.ts";
import { transaction } from "../transaction.ts";

/** As many as fall due in a quarter of a second, so that a batch is short and a pause is heard soon. */
const batchMs = 250;
const mostAtOnce = 25;

/** Held until its transaction ends; what another worker holds is left to it. */
const due = `
select workspace_id as "workspaceId", id from redrives
where status = 'running' and due_at <= clock_timestamp() order by due_at limit 1 for update skip locked`;

/** Does the next ones of each redrive that is due. Returns how many runs it started. */
export async function advanceRedrives(): Promise<number> {
  let started = 0;
  for (;;) {
    const made = await transaction(advanceOne);
    if (made === null) break;
    started += made;
    if (made > 0) runtime().driver.wake();
  }
  return started;
}

/** The next runs and the cursor behind them are one transaction: none is done twice, whatever ends this process. */
async function advanceOne(client: PoolClient): Promise<number | null> {
  const db = databaseOn(client);
  const found = await client.query<{ workspaceId: string; id: string }>({ name: "due-redrive", text: due });
  const [key] = found.rows;
  const redrive = key && (await findRedrive(db, key.workspaceId, key.id));
  if (!redrive) return null;
  const { cursor, filter, rate, upTo, workspaceId } = redrive;
  const size = Math.min(mostAtOnce, Math.max(1, Math.round((rate * batchMs) / 1_000)));
  const next = await nextRuns(db, workspaceId, filter, { cursor, upTo }, size);
  const refused = { ...redrive.refused };
  let started = 0;
  for (const { id } of next) {
    const reason = await repeat(client, redrive, id);
    if (reason === null) started += 1;
    else refused[reason] = (refused[reason] ?? 0) + 1;
  }
  const isOver = next.length < size;
  const change = { cursor: next.at(-1)?.id ?? cursor, started: redrive.started + started, refused, ...(isOver ? { status: "done" as const, finishedAt: clock.date() } : {}) };
  await updateRedrive(db, workspaceId, redrive.id, change, (size / rate) * 1_000);
  return started;
}

/** null when it was started; else why it cannot be, in words. */
async function repeat(client: PoolClient, redrive: RedriveRow, run: string): Promise<string | null> {
  await client.query("savepoint one_run");
  try {
    await repeatRun(client, redrive.workspaceId, { run, from: redrive.from, version: redrive.version, again: false, startedBy: redrive.startedBy, redriveId: redrive.id });
    await client.query("release savepoint one_run");
    return null;
  } catch (error) {
    if (!AppError.is(error)) throw error;
    await client.query("rollback to savepoint one_run");
    return error.message;
  }
}
