import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { RegionStores } from "#lib/pipeline/region-stores.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { type RegionLab, startRegionLab } from "#tests/support/region-lab.ts";
import { orders, pagesConfig, servePages } from "#tests/support/region-pages.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

let target: TargetServer;
let warehouse: TestDatabase;
let lab: RegionLab;
let connection: string;

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
  target.received.length = 0;
  lab.faults.length = 0;
  await warehouse.pool.query("drop table if exists loaded, millrace_chunks");
  await warehouse.pool.query("create table loaded (id int, amount int, text text check (text <> 'bad'))");
});

const id = nodeId;
type Nodes = Parameters<typeof buildDocument>[0];

/** Pages of orders, of which those above 2 are loaded into a table without a key. */
function loading(size: number, more: { nodes?: Nodes; edges?: string[]; settings?: Nodes[string]["settings"] } = {}): FlowDocument {
  const document = buildDocument(
    {
      hook: { type: "core/webhook" },
      orders: { type: "http/pages", config: pagesConfig(target.url, size), settings: { retry: { attempts: 2, backoff: "constant", delayMs: 20, maxDelayMs: 20 }, ...more.settings } },
      big: { type: "core/filter", config: { when: { kind: "cel", source: `${id("orders")}.amount > 2` } } },
      load: { type: "postgres/load", config: { table: literal("loaded"), columns: fields({ id: reference("orders", "id"), amount: reference("orders", "amount"), text: reference("orders", "text") }) } },
      ...more.nodes,
    },
    ["hook -> orders", "orders => big", "big => load", ...(more.edges ?? [])],
  );
  for (const node of document.nodes) if (node.type.startsWith("postgres/")) node.connection = connection;
  return document;
}

async function loaded(): Promise<number[]> {
  return (await warehouse.pool.query<{ id: number }>("select id from loaded order by id")).rows.map((row) => row.id);
}

/** A process that dies once a commit of ours is due, when its sinks have written. */
function dyingAt(commit: number): Partial<RegionStores> {
  let commits = 0;
  return {
    async write(held, chunk) {
      commits += 1;
      if (commits === commit) throw new Error("the process died");
      return await lab.stores.write(held, chunk);
    },
  };
}

test("every record that passes is in the table once, and the summary says how", async () => {
  servePages(target, 100, orders(1_050));
  const request = await lab.begin(loading(100), "orders");
  const progress = await lab.drive(request);
  expect(progress).toMatchObject({
    status: "done",
    outputs: {
      [id("orders")]: { read: 1_050, filtered: 3, rejected: 0, written: { [id("load")]: 1_047 } },
      [id("load")]: { read: 1_047, written: 1_047, rejected: 0, table: "public.loaded", delivery: "exactly once" },
    },
  });
  expect(await loaded()).toEqual(Array.from({ length: 1_047 }, (_, index) => index + 4));
  expect(lab.faults).toEqual([]);
});

describe("region-4: a crash between a sink and our commit", () => {
  test("makes the same chunk again, which the sink knows", async () => {
    servePages(target, 100, orders(1_050));
    const request = await lab.begin(loading(100), "orders");
    await expect(lab.drive(request, lab.regions(dyingAt(1)))).rejects.toThrow("the process died");
    const before = await loaded();
    expect(before.length).toBeGreaterThan(0);
    const [state] = await lab.rows<{ chunk: number; planned: number; cursor: unknown }>("region_states", request);
    expect(state).toMatchObject({ chunk: 0, planned: 11, cursor: null });

    // More has come meanwhile: the chunk that was under way stays as it was.
    servePages(target, 100, orders(1_200));
    const progress = await lab.drive(request);
    expect(progress).toMatchObject({ status: "done", outputs: { [id("load")]: { delivery: "exactly once", repeated: 1 } } });
    const chunks = await lab.rows<{ counts: Record<string, { out: number }> }>("region_chunks", request);
    expect(chunks[0]?.counts[id("orders")]?.out).toBe(1_100);
    const after = await loaded();
    expect(new Set(after).size).toBe(after.length);
  });

  test("of two sinks each has every record once", async () => {
    await warehouse.pool.query("drop table if exists copied");
    await warehouse.pool.query("create table copied (id int)");
    servePages(target, 500, orders(3_000));
    const copy: Nodes = { copy: { type: "postgres/load", config: { table: literal("copied"), columns: fields({ id: reference("orders", "id") }) } } };
    const request = await lab.begin(loading(500, { nodes: copy, edges: ["big => copy"] }), "orders");
    await expect(lab.drive(request, lab.regions(dyingAt(1)))).rejects.toThrow("the process died");
    expect(await lab.drive(request)).toMatchObject({ status: "done" });
    expect(await loaded()).toHaveLength(2_997);
    const { rows } = await warehouse.pool.query<{ all: number; distinct: number }>("select count(*)::int as all, count(distinct id)::int as distinct from copied");
    expect(rows).toEqual([{ all: 2_997, distinct: 2_997 }]);
  });
});

describe("region-5: a sink refuses", () => {
  test("some rows: they are stored with the database's reason, or take the error port", async () => {
    servePages(target, 50, orders(60).map((order) => (order.id === 14 ? { ...order, text: "bad" } : order)));
    const request = await lab.begin(loading(50), "orders");
    expect(await lab.drive(request)).toMatchObject({ status: "done", outputs: { [id("load")]: { read: 57, written: 56, rejected: 1 } } });
    const [reject] = await lab.rows<{ at_node: string; record_key: string; error: { message: string } }>("region_rejects", request);
    expect(reject).toMatchObject({ at_node: id("load"), record_key: "14", error: { class: "conflict", message: expect.stringContaining("check") } });

    await warehouse.pool.query("truncate loaded");
    const drawn = await lab.begin(loading(50, { nodes: { failed: { type: "core/collect" } }, edges: ["load.error => failed"] }), "orders");
    const progress = await lab.drive(drawn);
    expect(progress).toMatchObject({ status: "done", outputs: { [id("load")]: { written: 56, rejected: 0 }, [id("failed")]: { read: 1, items: [{ class: "conflict", node: id("load") }] } } });
  });

  test("everything: the chunk is tried as the source says, then the region fails with the counts so far", async () => {
    servePages(target, 50, orders(60));
    const request = await lab.begin(loading(50), "orders");
    await warehouse.pool.query("drop table loaded");
    expect(await lab.drive(request)).toMatchObject({ status: "failed", error: { node: id("load") }, summary: { read: 0, written: { [id("load")]: 0 } } });
    expect(await lab.rows("region_rejects", request)).toEqual([]);
  });

  test("a page that cannot be read fails the chunk, which is tried again from the last commit", async () => {
    let refused = 0;
    servePages(target, 50, orders(120));
    const serve = target.answer;
    target.answer = (call) => (call.url.includes("page=2") && (refused += 1) === 1 ? { status: 503 } : serve(call));
    const request = await lab.begin(loading(50), "orders");
    expect(await lab.drive(request)).toMatchObject({ status: "done", outputs: { [id("orders")]: { read: 120, rejected: 0 } } });
    expect(refused).toBeGreaterThan(1);
    expect(await loaded()).toHaveLength(117);
  });

  test("a retry that is due in a while is left to the engine", async () => {
    target.answer = () => ({ status: 503 });
    const document = loading(50, { settings: { retry: { attempts: 3, backoff: "constant", delayMs: 60_000, maxDelayMs: 60_000 } } });
    const request = await lab.begin(document, "orders");
    const regions = lab.regions();
    const progress = await lab.drive(request, regions);
    expect(progress).toMatchObject({ status: "later", why: "retry" });
    const due = progress.status === "later" ? Date.parse(progress.until) : 0;
    expect(due - Date.now()).toBeGreaterThan(50_000);
    // Asked too early, also elsewhere: nothing is tried before it is due.
    const calls = target.received.length;
    expect(await lab.drive(request)).toMatchObject({ status: "later", why: "retry" });
    expect(target.received.length).toBe(calls);
    await lab.database.pool.query("update region_states set retry_at = now() where run_id = $1", [request.runId]);
    servePages(target, 50, orders(60));
    expect(await lab.drive(request)).toMatchObject({ status: "done", outputs: { [id("orders")]: { read: 60 } } });
  });

  test("a percentage of the first few records says nothing", async () => {
    servePages(target, 10, orders(200).map((order) => (order.id <= 4 ? { id: order.id, amount: "many" } : order)));
    const request = await lab.begin(loading(10, { settings: { rejectLimit: { percent: 5 } } }), "orders");
    expect(await lab.drive(request)).toMatchObject({ status: "done", outputs: { [id("orders")]: { read: 200, rejected: 4 } } });
  });
});

describe("step-8: a run that is taken away", () => {
  test("writes nothing more once its fence moved", async () => {
    servePages(target, 100, orders(500));
    const request = await lab.begin(loading(100), "orders");
    const overtaken = lab.regions({
      async write(held, chunk) {
        await lab.database.pool.query("update runs set fence = fence + 1 where id = $1", [request.runId]);
        return await lab.stores.write(held, chunk);
      },
    });
    expect(await lab.drive(request, overtaken)).toEqual({ status: "lost" });
    expect(await lab.rows("region_chunks", request)).toEqual([]);
    expect(await lab.drive(request)).toEqual({ status: "lost" });
    // The new holder makes the same chunk, and nothing is there twice.
    expect(await lab.drive({ ...request, fence: 2 })).toMatchObject({ status: "done" });
    expect(await loaded()).toHaveLength(497);
  });

  test("ends at once when its signal aborts, and goes on from its last commit", async () => {
    servePages(target, 100, orders(300));
    const serve = target.answer;
    const abort = new AbortController();
    target.answer = (call) => {
      if (call.url.includes("page=3")) abort.abort(new Error("cancelled"));
      return { ...serve(call), delayMs: call.url.includes("page=3") ? 5_000 : 0 };
    };
    const request = await lab.begin(loading(100), "orders");
    const began = performance.now();
    await expect(lab.drive(request, lab.regions(), abort.signal)).rejects.toThrow("cancelled");
    expect(performance.now() - began).toBeLessThan(4_000);
    target.answer = serve;
    expect(await lab.drive(request)).toMatchObject({ status: "done" });
    expect(await loaded()).toHaveLength(297);
  });
});

test("a replay cuts the chunks of the run it replays, so that what was loaded is not loaded again", async () => {
  servePages(target, 1_000, orders(25_000));
  const first = await lab.begin(loading(1_000), "orders");
  await expect(lab.drive(first, lab.regions(dyingAt(2)))).rejects.toThrow("the process died");
  await lab.end(first, "failed");
  const sizes = (await lab.rows<{ counts: Record<string, { out: number }> }>("region_chunks", first)).map(({ counts }) => counts[id("orders")]?.out ?? 0);
  // Cut elsewhere than limits would, as a slow machine does: a replay that cut anew would lose or repeat records.
  await lab.database.pool.query("update region_chunks set counts = jsonb_set(counts, array[$2, 'out'], '4000') where run_id = $1", [first.runId, id("orders")]);
  await warehouse.pool.query("delete from loaded where id > 4000");
  await warehouse.pool.query("delete from millrace_chunks where chunk > 1");
  expect(sizes).toEqual([10_000]);

  const replay = await lab.begin(loading(1_000), "orders", { flowId: first.flowId, origin: first.runId });
  expect(await lab.drive(replay)).toMatchObject({ status: "done", outputs: { [id("orders")]: { read: 25_000 } } });
  const ids = await loaded();
  expect(ids).toEqual(Array.from({ length: 24_997 }, (_, index) => index + 4));
});
