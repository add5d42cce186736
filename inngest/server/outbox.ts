import type { Pool } from "pg";
import type { LookedAt } from "./next-act.ts";
import { silenceMs, wakeAgainMs } from "./next-act.ts";

/** A worker that dies while it tells is followed by another after this long. */
const claimMs = 15_000;
/** A run that is held is looked at again this soon when something happened outside. */
const soonMs = 500;

const claimText = `
with due as (
  select workspace_id, run_id from inngest_runs where due_at <= clock_timestamp() order by due_at limit $1 for update skip locked
), claimed as (
  update inngest_runs i set due_at = clock_timestamp() + $2 * interval '1 millisecond', sends = sends + 1 from due
  where i.workspace_id = due.workspace_id and i.run_id = due.run_id returning i.*
)
select c.workspace_id as "workspaceId", c.run_id as "runId", c.pattern, c.part, c.round, r.status, c.is_told as "isTold", c.is_begun as "isBegun", c.is_woken as "isWoken",
  c.sends, c.tries, c.silences, coalesce(c.held_until > clock_timestamp(), false) as "isHeld", coalesce(c.held_until <= clock_timestamp(), false) as "hasLapsed",
  coalesce(c.silent_at <= clock_timestamp(), false) as "isSilent"
from claimed c left join runs r on r.workspace_id = c.workspace_id and r.id = c.run_id`;

/** Takes up to `most` rows that are due, for `claimMs`. */
export async function claimDue(pool: Pool, most: number): Promise<LookedAt[]> {
  return (await pool.query<LookedAt>({ name: "inngest-claim", text: claimText, values: [most, claimMs] })).rows;
}

const nextText = "select (extract(epoch from min(due_at) - clock_timestamp()) * 1000)::float8 as ms from inngest_runs";

/** Milliseconds until a row is due; null without any. */
export async function untilDue(pool: Pool): Promise<number | null> {
  return (await pool.query<{ ms: number | null }>({ name: "inngest-until-due", text: nextText })).rows[0]?.ms ?? null;
}

function keysOf(rows: readonly LookedAt[]): [string[], string[]] {
  return [rows.map((row) => row.workspaceId), rows.map((row) => row.runId)];
}

const toldText = `
update inngest_runs i set is_told = true, silences = silences + 1, silent_at = clock_timestamp() + n.ms * interval '1 millisecond', due_at = clock_timestamp() + n.ms * interval '1 millisecond'
from unnest($1::text[], $2::text[], $3::int[], $4::float8[]) as n (workspace_id, run_id, round, ms)
where i.workspace_id = n.workspace_id and i.run_id = n.run_id and i.round = n.round and not i.is_begun`;

/** The server has taken these; it should call before its silence is noted. */
export async function noteTold(pool: Pool, rows: readonly LookedAt[], patienceMs: number): Promise<void> {
  if (rows.length === 0) return;
  const values = [...keysOf(rows), rows.map((row) => row.round), rows.map((row) => silenceMs(patienceMs, row.silences))];
  await pool.query({ name: "inngest-told", text: toldText, values });
}

const laterText = `
update inngest_runs i set tries = tries + n.tried, due_at = case
    when n.ms is not null and i.is_woken then clock_timestamp() + n.ms * interval '1 millisecond'
    else coalesce(i.held_until, i.silent_at, clock_timestamp() + interval '1 second') end
from unnest($1::text[], $2::text[], $3::float8[], $4::int[]) as n (workspace_id, run_id, ms, tried)
where i.workspace_id = n.workspace_id and i.run_id = n.run_id`;

/** When to look at rows again; a wake-up is repeated as long as nobody has looked at the run. */
export async function lookLater(pool: Pool, rows: readonly { row: LookedAt; wasWoken: boolean }[]): Promise<void> {
  if (rows.length === 0) return;
  const ms = rows.map(({ row, wasWoken }) => (wasWoken ? wakeAgainMs(row.tries) : row.isWoken && row.isHeld ? soonMs : null));
  const values = [...keysOf(rows.map(({ row }) => row)), ms, rows.map(({ wasWoken }) => Number(wasWoken))];
  await pool.query({ name: "inngest-later", text: laterText, values });
}

const restartText = `
update inngest_runs i set round = i.round + 1, is_told = false, is_begun = false, due_at = clock_timestamp()
from unnest($1::text[], $2::text[], $3::int[]) as n (workspace_id, run_id, round)
where i.workspace_id = n.workspace_id and i.run_id = n.run_id and i.round = n.round and i.held_by is null`;

/** Publishes runs anew, of which the server should have called and did not. */
export async function restart(pool: Pool, rows: readonly LookedAt[]): Promise<void> {
  if (rows.length > 0) await pool.query({ name: "inngest-restart", text: restartText, values: [...keysOf(rows), rows.map((row) => row.round)] });
}

const forgetText = `
delete from inngest_runs i using unnest($1::text[], $2::text[]) as n (workspace_id, run_id)
where i.workspace_id = n.workspace_id and i.run_id = n.run_id
  and not exists (select 1 from runs r where r.workspace_id = i.workspace_id and r.id = i.run_id and r.status in ('queued', 'running', 'waiting'))`;

export async function forget(pool: Pool, rows: readonly LookedAt[]): Promise<void> {
  if (rows.length > 0) await pool.query({ name: "inngest-forget", text: forgetText, values: keysOf(rows) });
}

const putOffText = `
update inngest_runs i set due_at = clock_timestamp() from unnest($1::text[], $2::text[]) as n (workspace_id, run_id)
where i.workspace_id = n.workspace_id and i.run_id = n.run_id`;

/** Nothing of these could be told: they are due again at once, for whoever can. */
export async function putBack(pool: Pool, rows: readonly LookedAt[]): Promise<void> {
  if (rows.length > 0) await pool.query({ name: "inngest-put-back", text: putOffText, values: keysOf(rows) });
}

const adoptText = `
insert into inngest_runs (workspace_id, run_id, pattern, part)
select r.workspace_id, r.id, r.pattern, r.part from runs r
where r.finished_at is null and not exists (select 1 from inngest_runs i where i.workspace_id = r.workspace_id and i.run_id = r.id)
on conflict do nothing`;

/** Runs that were begun under another executor go on under this one. Returns how many. */
export async function adoptRuns(pool: Pool): Promise<number> {
  return (await pool.query({ name: "inngest-adopt", text: adoptText })).rowCount ?? 0;
}
