import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enqueueRuns } from "#inngest/embedded/enqueue.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { labRun } from "./engine-lab.ts";

let database: TestDatabase;
let child: ChildProcess | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query("CREATE TABLE seen_effects (run_id text, step text); CREATE TABLE ends (run_id text)");
});
afterAll(async () => {
  child?.kill("SIGKILL");
  await database.drop();
});

async function startWorker(): Promise<ChildProcess> {
  const worker = spawn(process.execPath, [fileURLToPath(new URL("./kill-child.ts", import.meta.url))], {
    env: { ...process.env, LAB_DATABASE_URL: database.url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (worker.stdout !== null) await once(worker.stdout, "data");
  return worker;
}

const number = async (sql: string) => Number((await database.pool.query(sql)).rows[0].n);
const ended = () => number("SELECT count(*) AS n FROM ends");

test("a worker killed in the middle of its runs loses none, ends each once, and repeats only what was in flight", { timeout: 60_000 }, async () => {
  const runs = Array.from({ length: 120 }, () => labRun());
  await enqueueRuns(database.pool, runs);
  for (let kill = 1; kill <= 3; kill += 1) {
    child = await startWorker();
    const before = await ended();
    while ((await ended()) < before + 15) await delay(5);
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  child = await startWorker();
  while ((await number("SELECT count(*) AS n FROM engine.runs")) > 0) await delay(10);

  expect(await number("SELECT count(DISTINCT run_id) AS n FROM ends")).toBe(120);
  expect(await ended()).toBe(120);
  expect(await number("SELECT count(DISTINCT (run_id, step)) AS n FROM seen_effects")).toBe(360);
  // Ten in flight at each of three kills, one unfinished step each.
  expect(await number("SELECT count(*) AS n FROM seen_effects")).toBeLessThanOrEqual(390);
  expect(await number("SELECT count(*) AS n FROM engine.jobs")).toBe(0);
});
