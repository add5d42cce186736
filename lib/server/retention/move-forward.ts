import type { ClientBase, Pool } from "pg";
import { copyPayloads } from "../payloads/copy-payloads.ts";
import { payloadColumns } from "../payloads/payload-columns.ts";
import { transaction } from "../transaction.ts";

const batch = 200;

/** What is not final, what such a run may still read (the answer of one it called, the chunks of one it replays). */
const stays = `
select r.workspace_id as "workspaceId", r.id from runs r
where r.bucket = $1 and (r.finished_at is null
  or exists (select 1 from runs p where p.workspace_id = r.workspace_id and p.id = r.parent_run_id and p.finished_at is null)
  or exists (select 1 from runs h where h.workspace_id = r.workspace_id and (h.origin = r.origin and h.replay_of is not null or h.id = r.origin) and h.finished_at is null))
limit ${batch}`;

/** One that somebody moves on at this moment is left alone. */
const hold = "select 1 from runs where workspace_id = $1 and id = $2 and bucket = $3 and status <> 'running' for update skip locked";

const ofRun = Object.entries(payloadColumns)
  .filter(([table]) => ["runs", "step_runs", "attempts", "waits", "effects"].includes(table))
  .map(([table, columns]) => {
    const place = ["runs", "step_runs", "attempts"].includes(table) ? "t.bucket = $3 and " : "";
    return `select h.hash from ${table} t cross join lateral (values ${columns.map((column) => `(t.${column})`).join(", ")}) h (hash)
  where ${place}t.workspace_id = $1 and t.${table === "runs" ? "id" : "run_id"} = $2 and h.hash is not null`;
  });
const named = `select distinct hash from (${ofRun.join("\n  union all ")}) named`;

const stepsForward = "update step_runs set bucket = $4 where bucket = $3 and workspace_id = $1 and run_id = $2";
const attemptsForward = "update attempts set bucket = $4 where bucket = $3 and workspace_id = $1 and run_id = $2";
const runForward = "update runs set bucket = $4, fence = fence + 1 where workspace_id = $1 and id = $2 and bucket = $3";

/** Moves a run with all that it has to another bucket, in the caller's transaction; who held it writes nothing more. */
async function moveRun(client: Pick<ClientBase, "query">, workspaceId: string, id: string, from: number, to: number): Promise<boolean> {
  if ((await client.query({ name: "hold-to-move", text: hold, values: [workspaceId, id, from] })).rowCount !== 1) return false;
  const { rows } = await client.query<{ hash: string }>({ name: "payloads-of-run", text: named, values: [workspaceId, id, from] });
  await copyPayloads(client, workspaceId, from, to, rows.map(({ hash }) => hash));
  for (const [name, text] of [["move-steps", stepsForward], ["move-attempts", attemptsForward], ["move-run", runForward]] as const) {
    await client.query({ name, text, values: [workspaceId, id, from, to] });
  }
  return true;
}

/** Events that wait for their flow to be resumed, or for room under its limit. */
const heldForward = `
with due as (
  select d.workspace_id, d.id, e.payload from deliveries d join events e on e.workspace_id = d.workspace_id and e.id = d.event_id
  where d.bucket = $1 and d.status = 'held' limit ${batch} for update of d skip locked
), kept as (
  insert into payloads (bucket, workspace_id, hash, codec, size, body)
  select distinct on (p.workspace_id, p.hash) $2::int, p.workspace_id, p.hash, p.codec, p.size, p.body
  from due join payloads p on p.bucket = $1 and p.workspace_id = due.workspace_id and p.hash = due.payload order by p.workspace_id, p.hash
  on conflict do nothing
)
update deliveries d set bucket = $2 from due where d.workspace_id = due.workspace_id and d.id = due.id`;

/** Takes what is still needed out of a bucket into a newer one, run by run. Returns how many moved; those that run right now stay for another time. */
export async function moveForward(pool: Pick<Pool, "query">, from: number, to: number, signal?: AbortSignal): Promise<number> {
  let moved = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { rows } = await pool.query<{ workspaceId: string; id: string }>({ name: "runs-to-move", text: stays, values: [from] });
    let now = 0;
    for (const { workspaceId, id } of rows) if (await transaction((client) => moveRun(client, workspaceId, id, from, to))) now += 1;
    moved += now;
    if (rows.length < batch || now === 0) break;
  }
  for (;;) {
    const held = (await pool.query({ name: "move-held", text: heldForward, values: [from, to] })).rowCount ?? 0;
    moved += held;
    if (held < batch) return moved;
  }
}
