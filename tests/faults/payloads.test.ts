import { afterEach, expect, test } from "vitest";
import { newId } from "#lib/ids.ts";
import { collectOrphans, payloadColumns } from "#lib/server/payloads/collect-orphans.ts";
import { packPayload } from "#lib/server/payloads/pack-payload.ts";
import { insertRun } from "#lib/server/runs/insert-run.ts";
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

/** Hashes that something names and nobody stored; found in every text of every table, whether or not anybody thought of it. */
async function dangling(): Promise<{ missing: number; unlisted: string[] }> {
  const columns = await lab.pool.query<{ name: string; column: string }>(
    "select c.table_name as name, c.column_name as column from information_schema.columns c join information_schema.columns w on w.table_schema = c.table_schema and w.table_name = c.table_name and w.column_name = 'workspace_id' where c.table_schema = 'public' and c.data_type = 'text' and c.table_name <> 'payloads'",
  );
  const unlisted: string[] = [];
  let missing = 0;
  for (const { name, column } of columns.rows) {
    const isListed = payloadColumns[name]?.includes(column) === true;
    const { rows } = await lab.pool.query<{ stored: number; missing: number }>(
      `select count(p.hash)::int as stored, count(*)::int - count(p.hash)::int as missing from ${name} t left join payloads p on p.workspace_id = t.workspace_id and p.hash = t.${column} where t.${column} is not null`,
    );
    if (isListed) missing += rows[0]?.missing ?? 0;
    else if ((rows[0]?.stored ?? 0) > 0) unlisted.push(`${name}.${column}`);
  }
  return { missing, unlisted };
}

async function orphans(): Promise<number> {
  const named = Object.entries(payloadColumns).flatMap(([table, columns]) => columns.map((column) => `select workspace_id, ${column} from ${table}`));
  const { rows } = await lab.pool.query<{ count: number }>(`select count(*)::int as count from payloads where (workspace_id, hash) not in (select * from (${named.join(" union all ")}) n (w, h) where h is not null)`);
  return rows[0]?.count ?? Number.NaN;
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
  const young = await collectOrphans(lab.pool, flow.workspaceId);
  await age();
  const before = await dangling();
  const collected = await collectOrphans(lab.pool, flow.workspaceId);
  const after = await dangling();
  report({ test: "R31", rounds: kills, ...history, dangling: before.missing, leftByKills, collected, danglingAfter: after.missing, orphansLeft: (await orphans()) - 1, unlistedColumns: after.unlisted });
  expect(faultsOf(history)).toEqual([]);
  expect([before, after]).toEqual([{ missing: 0, unlisted: [] }, { missing: 0, unlisted: [] }]);
  // Young ones stay, and so do those of other workspaces.
  expect([young, collected, await orphans()]).toEqual([0, leftByKills + 450, 1]);
}, 1_800_000);

/** A run whose input is the value of an orphan is being stored while the orphan is collected; gives the references that are left hanging. */
async function storeMeanwhile(flow: LabFlow): Promise<number> {
  const input = packPayload({ body: { n: 1, of: newId("event") } });
  await lab.pool.query("insert into payloads (workspace_id, hash, codec, size, body) values ($1, $2, $3, $4, $5)", [flow.workspaceId, input.hash, input.codec, input.size, input.body]);
  await age();
  let collected: Promise<number> | undefined;
  await transaction(async (client) => {
    const id = newId("run");
    await insertRun(client, { workspaceId: flow.workspaceId, id, flowId: flow.id, version: 1, snapshot: null, options: null, startedBy: "event", pattern: "event", origin: id, input, replayOf: null });
    let isOver = false;
    collected = collectOrphans(lab.pool, flow.workspaceId).finally(() => (isOver = true));
    // It may not wait for this transaction, and it must not take what this transaction needs.
    await until("the collecting to be over", () => isOver, 5_000);
  });
  await collected;
  return (await dangling()).missing;
}

test("R31: a value that is stored again while it is collected stays; without its trigger that is noticed", async () => {
  lab = await openLab({ ownServer: false });
  const flow = await lab.publish("stored again", chain(lab.effects.url, 1));
  expect(await storeMeanwhile(flow)).toBe(0);
  await lab.pool.query("drop trigger touch_payload on payloads");
  const missing = await storeMeanwhile(flow);
  report({ test: "R31", mutantCaught: missing > 0 ? ["no touch"] : [] });
  expect(missing).toBe(1);
}, 60_000);
