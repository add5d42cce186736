import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { createPipelineClient, type PipelineClient } from "#lib/pipeline/pipeline-client.ts";
import type { RegionProgress, RegionRequest } from "#lib/pipeline/region-request.ts";
import { launchVariables } from "#lib/server/launch-variables.ts";
import { runtime } from "#lib/server/runtime.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { descendants, isRunning, untilEnded } from "#tests/support/processes.ts";
import { type RegionLab, startRegionLab } from "#tests/support/region-lab.ts";
import { orders, pagesConfig, servePages } from "#tests/support/region-pages.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let warehouse: TestDatabase;
let lab: RegionLab;
let connection: string;
let client: PipelineClient;

beforeAll(async () => {
  target = await startTarget();
  warehouse = await createTestDatabase();
  lab = await startRegionLab([target.address, new URL(warehouse.url).host]);
  connection = await lab.connect(warehouse.url);
});

afterAll(async () => {
  await lab.stop();
  await warehouse.drop();
  await target.close();
});

beforeEach(async () => {
  await warehouse.pool.query("drop table if exists loaded, millrace_chunks");
  await warehouse.pool.query("create table loaded (id int)");
  client = createPipelineClient({ entry: join(import.meta.dirname, "../../lib/launch/pipeline.ts"), environment: { ...process.env, ...launchVariables(runtime().env) } });
});

afterEach(() => client.stop());

const pipelines = (): number[] => descendants(process.pid).filter(({ command }) => command.includes("lib/launch/pipeline.ts")).map(({ pid }) => pid);
const never = new AbortController().signal;

function loading(size: number): FlowDocument {
  const document = buildDocument(
    {
      hook: { type: "core/webhook" },
      orders: { type: "http/pages", config: pagesConfig(target.url, size) },
      load: { type: "postgres/load", config: { table: literal("loaded"), columns: fields({ id: reference("orders", "id") }) } },
    },
    ["hook -> orders", "orders => load"],
  );
  for (const node of document.nodes) if (node.type.startsWith("postgres/")) node.connection = connection;
  return document;
}

async function drive(request: RegionRequest): Promise<RegionProgress> {
  for (;;) {
    const progress = await client.advance(request, never);
    if (progress.status !== "more") return progress;
  }
}

async function loaded(): Promise<{ all: number; distinct: number }> {
  const { rows } = await warehouse.pool.query<{ all: number; distinct: number }>("select count(*)::int as all, count(distinct id)::int as distinct from loaded");
  return rows[0] ?? { all: 0, distinct: 0 };
}

describe("the pipeline process", () => {
  test("is forked with the first region, serves many, and is gone after a stop", async () => {
    servePages(target, 100, orders(250));
    expect(pipelines()).toEqual([]);
    const requests = [await lab.begin(loading(100), "orders"), await lab.begin(loading(100), "orders")];
    const ends = await Promise.all(requests.map(drive));
    expect(ends).toMatchObject([{ status: "done", outputs: { [nodeId("orders")]: { read: 250 } } }, { status: "done" }]);
    expect(await loaded()).toEqual({ all: 500, distinct: 250 });
    const running = pipelines();
    expect(running).toHaveLength(1);
    await client.stop();
    await untilEnded(running, 5_000);
    const [request] = requests;
    if (request) await expect(client.advance(request, never)).rejects.toThrow(/stopping/);
  });

  test("killed at any moment, its calls fail, and the region goes on with every record once", async () => {
    servePages(target, 500, orders(40_000));
    const serve = target.answer;
    target.answer = (call) => ({ ...serve(call), delayMs: 5 });
    const request = await lab.begin(loading(500), "orders");
    // Two chunks are left when the last kill comes, so each hits a region under way.
    for (const rows of [10_000, 20_000]) {
      const slice = drive(request).then(({ status }) => status, (error: Error) => error.message);
      await until(`${rows} rows`, async () => (await loaded()).all >= rows);
      for (const pid of pipelines()) process.kill(pid, "SIGKILL");
      expect(await slice).toMatch(/pipeline process ended/);
    }
    expect(await drive(request)).toMatchObject({ status: "done", outputs: { [nodeId("orders")]: { read: 40_000 }, [nodeId("load")]: { written: 40_000 } } });
    expect(await loaded()).toEqual({ all: 40_000, distinct: 40_000 });
  }, 60_000);

  test("told to stop, it ends the chunk under way and answers", async () => {
    servePages(target, 500, orders(30_000));
    const serve = target.answer;
    target.answer = (call) => ({ ...serve(call), delayMs: 5 });
    const request = await lab.begin(loading(500), "orders");
    const slice = client.advance(request, never);
    await until("some rows", async () => (await loaded()).all > 0);
    const [pid] = pipelines();
    await client.stop();
    expect(await slice).toEqual({ status: "more" });
    expect(pid !== undefined && isRunning(pid)).toBe(false);
    const [state] = await lab.rows<{ planned: number | null }>("region_states", request);
    expect(state?.planned).toBeNull();
  });

  test("an abort reaches it, and ends what is under way", async () => {
    servePages(target, 10, orders(100));
    const serve = target.answer;
    target.answer = (call) => ({ ...serve(call), delayMs: 60_000 });
    const request = await lab.begin(loading(10), "orders");
    const abort = new AbortController();
    const slice = client.advance(request, abort.signal);
    target.received.length = 0;
    await until("the first call", () => target.received.length > 0);
    abort.abort(new Error("cancelled"));
    await expect(slice).rejects.toThrow("cancelled");
    target.answer = serve;
    expect(await drive(request)).toMatchObject({ status: "done", outputs: { [nodeId("orders")]: { read: 100 } } });
  });
});
