import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bindRuntime } from "#tests/support/bind-runtime.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { newWorkspace, plantDue } from "#tests/support/schedule-lab.ts";
import { until } from "#tests/support/until.ts";

const kills = 4;
const atOnce = 250;
let database: TestDatabase;
let pool: { end(): Promise<void> };
const children = new Set<ChildProcess>();

beforeAll(async () => {
  database = await createTestDatabase();
  pool = bindRuntime(database.url);
});

afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await pool.end();
  await database.drop();
});

async function startWorker(): Promise<ChildProcess> {
  const worker = spawn(process.execPath, ["--import", fileURLToPath(new URL("../../lib/launch/lean-imports.ts", import.meta.url)), fileURLToPath(new URL("../support/schedule-worker.ts", import.meta.url))], {
    env: { ...process.env, LAB_DATABASE_URL: database.url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(worker);
  if (worker.stdout) await once(worker.stdout, "data");
  return worker;
}

async function count(): Promise<number> {
  return Number((await database.pool.query<{ n: string }>("select count(*) as n from schedule_occurrences")).rows[0]?.n);
}

test("three processes around the due time, killed again and again, start each of 1,000 occurrences once", { timeout: 120_000 }, async () => {
  const { workspace } = await newWorkspace(database.pool);
  const workers = await Promise.all([startWorker(), startWorker(), startWorker()]);
  for (let kill = 0; kill < kills; kill += 1) {
    const before = await count();
    // All due at once, while the processes are looking.
    await plantDue(database.pool, workspace.id, atOnce, `due${kill}x`);
    while ((await count()) === before) await delay(1);
    // At another point of a transaction each time.
    await delay(kill * 5);
    const victim = workers.shift();
    victim?.kill("SIGKILL");
    if (kill === 1) workers.push(await startWorker(), await startWorker());
  }
  await until("all to be started", async () => (await count()) === kills * atOnce, 60_000);
  const { rows } = await database.pool.query(
    `select count(*)::int as runs, count(distinct r.flow_id)::int as flows, count(o.run_id)::int as linked
    from runs r left join schedule_occurrences o on o.workspace_id = r.workspace_id and o.run_id = r.id`,
  );
  expect(rows).toEqual([{ runs: kills * atOnce, flows: kills * atOnce, linked: kills * atOnce }]);
  expect((await database.pool.query("select 1 from subscriptions where next_at <= now()")).rowCount).toBe(0);
});
