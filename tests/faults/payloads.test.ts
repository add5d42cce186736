import pg, { type Pool } from "pg";
import { afterEach, expect, test } from "vitest";
import { newId } from "#lib/ids.ts";
import { collectOrphans } from "#lib/server/payloads/collect-orphans.ts";
import { packPayload } from "#lib/server/payloads/pack-payload.ts";
import { payloadColumns } from "#lib/server/payloads/payload-columns.ts";
import { listBuckets } from "#lib/server/retention/partitions.ts";
import { insertRun } from "#lib/server/runs/insert-run.ts";
import { keepPayload } from "#lib/server/samples/keep-payload.ts";
import { transaction } from "#lib/server/transaction.ts";
import { until } from "#tests/support/until.ts";
import { amount } from "./harness/amount.ts";
import { checkHistory, faultsOf } from "./harness/check-history.ts";
import type { CrashPoint } from "./harness/crash-point.ts";
import { chain } from "./harness/flows.ts";
import { type Lab, type LabFlow, openLab } from "./harness/lab.ts";
import { postEvents } from "./harness/post-events.ts";
import { report } from "./harness/report.ts";

let lab: Lab;
afterEach(() => lab.close(), 60_000);

interface Point extends Omit<CrashPoint, "nth"> {
  role: "worker" | "ingress";
}

/** Before, between and after the write of a payload and the commit of what names it. */
const points: readonly Point[] = [
  { role: "ingress", statement: "store-events", when: "after" },
  { role: "worker", statement: "record-run", when: "before", holding: '"node":"n_a000","number":1,"status":"succeeded"' },
  { role: "worker", statement: "record-run", when: "after", holding: '"node":"n_a000","number":1,"status":"succeeded"' },
  { role: "ingress", statement: "commit", when: "before", following: "engine-enqueue" },
];

/** In which bucket a row `t` looks for its payloads. */
function placeOf(table: string): string {
  if (["events", "runs", "step_runs", "attempts"].includes(table)) return "t.bucket";
  return ["waits", "effects"].includes(table) ? "coalesce((select r.bucket from runs r where r.workspace_id = t.workspace_id and r.id = t.run_id), 0)" : "0";
}

/** Hashes that something names and nobody stored where it looks for them; found in every text of every table, whether or not anybody thought of it. */
async function dangling(): Promise<{ missing: number; unlisted: string[] }> {
  const columns = await lab.pool.query<{ name: string; column: string }>(
    "select c.table_name as name, c.column_name as column from information_schema.columns c join information_schema.columns w on w.table_schema = c.table_schema and w.table_name = c.table_name and w.column_name = 'workspace_id' where c.table_schema = 'public' and c.data_type = 'text' and c.table_name not like 'payloads%' and c.table_name !~ '_(\\d+|default)$'",
  );
  const unlisted: string[] = [];
  let missing = 0;
  for (const { name, column } of columns.rows) {
    const isListed = payloadColumns[name]?.includes(column) === true;
    const { rows } = await lab.pool.query<{ stored: number; missing: number }>(
      `select count(p.hash)::int as stored, count(*)::int - count(p.hash)::int as missing from ${name} t left join payloads p on p.bucket = ${placeOf(name)} and p.workspace_id = t.workspace_id and p.hash = t.${column} where t.${column} is not null`,
    );
    if (isListed) missing += rows[0]?.missing ?? 0;
    else if ((rows[0]?.stored ?? 0) > 0) unlisted.push(`${name}.${column}`);
  }
  return { missing, unlisted };
}

async function orphans(): Promise<number> {
  const named = Object.entries(payloadColumns).flatMap(([table, columns]) => columns.map((column) => `select ${placeOf(table)}, workspace_id, ${column} from ${table} t`));
  const { rows } = await lab.pool.query<{ count: number }>(`select count(*)::int as count from payloads where (bucket, workspace_id, hash) not in (select * from (${named.join(" union all ")}) n (b, w, h) where h is not null)`);
  return rows[0]?.count ?? Number.NaN;
}

/** As a worker does it once a day. */
async function collectAll(workspaceId: string): Promise<number> {
  let collected = 0;
  for (const bucket of new Set([0, ...(await listBuckets(lab.pool))])) collected += await collectOrphans(lab.pool, workspaceId, bucket);
  return collected;
}

async function plantOrphans(workspaceId: string, count: number): Promise<void> {
  await lab.pool.query("insert into payloads (workspace_id, hash, codec, size, body) select $1, 'orphan' || n, 'json', 4, 'null' from generate_series(1, $2) n", [workspaceId, count]);
}

/** As if everything had been stored two days ago. */
async function age(): Promise<void> {
  await lab.pool.query("update payloads set created_at = created_at - interval '48 hours'");
}

test("R31: kill -9 between a payload and what names it leaves nothing that names a missing one, and orphans are gone within a day", async () => {
  const times = amount(1, 50);
  lab = await openLab();
  const flow = await lab.publish("payloads", chain(lab.effects.url, 2));
  const slots = { worker: lab.slot({ role: "worker" }), ingress: lab.slot({ role: "ingress" }) };
  await Promise.all([slots.worker.start(), slots.ingress.start()]);
  const acked = new Map<number, string>();
  let kills = 0;
  for (let n = 1; n <= times * points.length * 3; n += 3) {
    const { role, ...point } = points[kills % points.length] as Point;
    const slot = slots[role];
    await slot.kill();
    await slot.start({ ...point, nth: 1 });
    const posting = postEvents(lab.hookUrl(flow), { from: n, count: 3, clients: 3 });
    expect(await slot.ended()).toBe("SIGKILL");
    kills += 1;
    await slot.start();
    for (const [number, event] of (await posting).acked) acked.set(number, event);
  }
  await lab.drained(amount(60_000, 300_000));
  const history = await checkHistory(lab, flow, acked, ["a", "b"]);
  const leftByKills = await orphans();
  await plantOrphans(flow.workspaceId, 450);
  await plantOrphans("ws_other", 1);
  const young = await collectAll(flow.workspaceId);
  await age();
  const before = await dangling();
  const collected = await collectAll(flow.workspaceId);
  const after = await dangling();
  report({ test: "R31", rounds: kills, ...history, dangling: before.missing, leftByKills, collected, danglingAfter: after.missing, orphansLeft: (await orphans()) - 1, unlistedColumns: after.unlisted });
  expect(faultsOf(history)).toEqual([]);
  expect([before, after]).toEqual([{ missing: 0, unlisted: [] }, { missing: 0, unlisted: [] }]);
  // What runs left goes at once; young ones that are no run's stay, and so do those of other workspaces.
  expect([young, collected, await orphans()]).toEqual([leftByKills, 450, 1]);
}, 1_800_000);

/** A sample of the value of an orphan is being stored while the orphan is collected; gives the references that are left hanging. */
async function keepMeanwhile(flow: LabFlow): Promise<number> {
  const kept = packPayload({ of: newId("event") });
  await transaction((client) => keepPayload(client, flow.workspaceId, kept));
  await age();
  let collected: Promise<number> | undefined;
  await transaction(async (client) => {
    await keepPayload(client, flow.workspaceId, kept);
    const sample = "insert into samples (workspace_id, id, flow_id, node_id, name, payload, size, origin, fingerprint, created_by) values ($1, $2, $3, 'n', $2, $4, 1, 'pasted', '', 'x')";
    await client.query(sample, [flow.workspaceId, newId("sample"), flow.id, kept.hash]);
    let isOver = false;
    collected = collectOrphans(lab.pool, flow.workspaceId, 0).finally(() => (isOver = true));
    // It may not wait for this transaction, and it must not take what this transaction needs.
    await until("the collecting to be over", () => isOver, 5_000);
  });
  await collected;
  return (await dangling()).missing;
}

test("R31: a value that is stored again while it is collected stays; without its trigger that is noticed", async () => {
  lab = await openLab({ ownServer: false });
  const flow = await lab.publish("stored again", chain(lab.effects.url, 1));
  expect(await keepMeanwhile(flow)).toBe(0);
  await lab.pool.query("create or replace function touch_payload() returns trigger language plpgsql as $$ begin new.created_at := coalesce(new.created_at, clock_timestamp()); return new; end $$");
  const missing = await keepMeanwhile(flow);
  report({ test: "R31", mutantCaught: missing > 0 ? ["no touch"] : [] });
  expect(missing).toBe(1);
}, 60_000);

/** A run whose input is the value of an orphan in its bucket is being stored while the orphan is collected. */
async function storeMeanwhile(flow: LabFlow, pool: Pick<Pool, "query">): Promise<number> {
  const input = packPayload({ body: { n: 1, of: newId("event") } });
  const run = () => ({ workspaceId: flow.workspaceId, id: newId("run"), flowId: flow.id, version: 1, snapshot: null, options: null, startedBy: "event", pattern: "event" as const, origin: "o", input, replayOf: null });
  const first = run();
  const bucket = await transaction((client) => insertRun(client, first));
  await lab.pool.query("delete from runs where id = $1", [first.id]);
  let collected: Promise<number> | undefined;
  await transaction(async (client) => {
    await insertRun(client, run());
    let isStuck = false;
    let isOver = false;
    collected = collectOrphans(pool, flow.workspaceId, bucket).finally(() => (isOver = true));
    await until("the collecting to be over, or to wait", async () => {
      isStuck = (await lab.pool.query("select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'lock table%' and datname = current_database()")).rowCount === 1;
      return isStuck || isOver;
    }, 10_000);
  });
  await collected;
  return (await dangling()).missing;
}

test("R31: a value of a run that is stored again while it is collected stays; without the lock that is noticed", async () => {
  lab = await openLab({ ownServer: false });
  const flow = await lab.publish("stored again by a run", chain(lab.effects.url, 1));
  expect(await storeMeanwhile(flow, lab.pool)).toBe(0);
  const query = pg.Client.prototype.query as unknown as (this: unknown, ...args: unknown[]) => unknown;
  pg.Client.prototype.query = function unlocked(this: unknown, ...args: unknown[]) {
    return typeof args[0] === "string" && args[0].startsWith("lock table") ? query.call(this, "select 1") : query.apply(this, args);
  } as unknown as typeof pg.Client.prototype.query;
  try {
    const missing = await storeMeanwhile(flow, lab.pool);
    report({ test: "R31", mutantCaught: missing > 0 ? ["no lock"] : [] });
    expect(missing).toBe(1);
  } finally {
    pg.Client.prototype.query = query as unknown as typeof pg.Client.prototype.query;
  }
}, 60_000);
