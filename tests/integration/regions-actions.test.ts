import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { RegionRequest } from "#lib/pipeline/region-request.ts";
import type { RegionStores } from "#lib/pipeline/region-stores.ts";
import { packPayload } from "#lib/server/payloads/pack-payload.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { type RegionLab, startRegionLab } from "#tests/support/region-lab.ts";
import { orders, pagesConfig, servePages } from "#tests/support/region-pages.ts";
import { type Received, startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let lab: RegionLab;

beforeAll(async () => {
  target = await startTarget();
  lab = await startRegionLab([target.address]);
});

afterAll(async () => {
  await lab.stop();
  await target.close();
});

beforeEach(() => {
  target.received.length = 0;
  target.answer = () => ({ status: 200 });
  lab.faults.length = 0;
});

const id = nodeId;
type Nodes = Parameters<typeof buildDocument>[0];

/** A list whose items are posted one by one; the answers are collected. */
function posting(settings: { items?: Nodes[string]["settings"]; post?: Nodes[string]["settings"] } = {}, more: { nodes?: Nodes; edges?: string[] } = {}): FlowDocument {
  return buildDocument(
    {
      hook: { type: "core/webhook" },
      items: { type: "core/split", config: { list: reference("hook", "body", "lines"), key: literal("id") }, settings: { retry: { attempts: 1, backoff: "constant", delayMs: 0, maxDelayMs: 0 }, ...settings.items } },
      post: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/in`), send: literal("value"), bodyValue: reference("items", "id") }, settings: settings.post ?? {} },
      shape: { type: "core/map", config: { fields: fields({ id: reference("items", "id"), answer: reference("post", "body") }) } },
      all: { type: "core/collect", config: { limit: literal(10_000) } },
      ...more.nodes,
    },
    ["hook -> items", "items => post", "post => shape", "shape => all", ...(more.edges ?? [])],
  );
}

const lines = (count: number) => Array.from({ length: count }, (_, index) => ({ id: index + 1 }));
const begin = (document: FlowDocument, count: number, sketch: Parameters<RegionLab["begin"]>[2] = {}) => lab.begin(document, "items", { input: { body: { lines: lines(count) } }, ...sketch });
const idOf = (call: Received): number => Number(call.body);
const echo = (call: Received) => ({ status: 200, body: JSON.stringify({ got: idOf(call) }) });

async function effects(request: RegionRequest): Promise<{ [key: string]: string }> {
  const rows = await lab.rows<{ record_key: string; status: string }>("effects", request);
  return Object.fromEntries(rows.map((row) => [row.record_key, row.status]));
}

async function rejects(request: RegionRequest) {
  return (await lab.rows<{ record_key: string; error: { code: string; class: string } }>("region_rejects", request)).map(({ record_key: key, error }) => ({ key, code: error.code, class: error.class }));
}

/** A process that dies when a number of effects are confirmed, before the chunk is. */
function dyingAfter(confirmed: number): Partial<RegionStores> {
  let so = 0;
  return {
    async settle(held, ends) {
      await lab.stores.settle(held, ends);
      so += ends.filter(({ status }) => status === "confirmed").length;
      if (so >= confirmed) throw new Error("the process died");
    },
    write: () => Promise.reject(new Error("the process died")),
  };
}

test("each record is one call, some at a time, with a key of its own; answers keep the order", async () => {
  let open = 0;
  let most = 0;
  target.answer = (call) => {
    open += 1;
    most = Math.max(most, open);
    setTimeout(() => (open -= 1), 20);
    return { ...echo(call), delayMs: 20 };
  };
  const request = await begin(posting(), 40);
  const progress = await lab.drive(request);
  expect(progress).toMatchObject({ status: "done", counts: { [id("post")]: { in: 40, out: 40, written: 40 } }, outputs: { [id("all")]: { items: lines(40).map((line) => ({ ...line, answer: { got: line.id } })) } } });
  expect(new Set(target.received.map((call) => call.headers["idempotency-key"])).size).toBe(40);
  expect(most).toBeGreaterThan(2);
  expect(most).toBeLessThanOrEqual(8);
  expect(new Set(Object.values(await effects(request)))).toEqual(new Set(["confirmed"]));
});

describe("step-5: the ledger", () => {
  test("`sent` is committed before a request leaves", async () => {
    const seen: Promise<unknown>[] = [];
    let known = 0;
    target.answer = (call) => {
      seen.push(lab.database.pool.query("select 1 from effects where status = 'sent' and record_key = $1", [call.body]).then((found) => (known += found.rowCount ?? 0)));
      return { ...echo(call), delayMs: 500 };
    };
    await lab.drive(await begin(posting(), 5));
    await Promise.all(seen);
    expect(known).toBe(5);
  });

  test("a confirmed effect is not repeated after a crash, and yields what it gave", async () => {
    target.answer = (call) => ({ status: 200, body: JSON.stringify({ got: idOf(call), call: target.received.length }) });
    const request = await begin(posting(), 200);
    await expect(lab.drive(request, lab.regions(dyingAfter(100)))).rejects.toThrow("the process died");
    const before = await effects(request);
    const confirmed = new Set(Object.entries(before).flatMap(([key, status]) => (status === "confirmed" ? [key] : [])));
    expect(confirmed.size).toBeGreaterThanOrEqual(100);
    expect(confirmed.size).toBeLessThan(200);
    const first = [...target.received];
    target.received.length = 0;
    const progress = await lab.drive(request);
    expect(progress).toMatchObject({ status: "done", counts: { [id("post")]: { out: 200, written: 200 } } });
    expect(target.received.filter((call) => confirmed.has(call.body))).toEqual([]);
    const items = (progress.status === "done" ? progress.outputs[id("all")]?.["items"] : []) as { id: number; answer: { got: number } }[];
    expect(items.map((item) => item.answer.got)).toEqual(lines(200).map((line) => line.id));
    // What was under way is repeated with the key it had.
    const keys = new Map(first.map((call) => [call.body, call.headers["idempotency-key"]]));
    for (const call of target.received) if (keys.has(call.body)) expect(call.headers["idempotency-key"]).toBe(keys.get(call.body));
  });

  test("one in doubt is not repeated where the node asks, and its record is rejected", async () => {
    const document = posting({ post: { onUnknown: "ask" } });
    const request = await begin(document, 20);
    const dying: Partial<RegionStores> = { settle: () => Promise.reject(new Error("the process died")) };
    await expect(lab.drive(request, lab.regions(dying))).rejects.toThrow("the process died");
    target.received.length = 0;
    expect(await lab.drive(request)).toMatchObject({ status: "done", outputs: { [id("items")]: { read: 20, rejected: 20 } } });
    expect(target.received).toEqual([]);
    expect(new Set((await rejects(request)).map(({ code }) => code))).toEqual(new Set(["effect_unknown"]));
    expect(new Set(Object.values(await effects(request)))).toEqual(new Set(["unknown"]));
  });

  test("a refusal is recorded as one, and is sent again by a replay while the others are skipped", async () => {
    target.answer = (call) => (idOf(call) === 3 ? { status: 422 } : echo(call));
    const request = await begin(posting(), 5);
    expect(await lab.drive(request)).toMatchObject({ status: "done", outputs: { [id("items")]: { rejected: 1 } } });
    expect(await effects(request)).toEqual({ 1: "confirmed", 2: "confirmed", 3: "refused", 4: "confirmed", 5: "confirmed" });
    await lab.end(request, "succeeded");
    target.answer = echo;
    target.received.length = 0;
    const replay = await begin(posting(), 5, { flowId: request.flowId, origin: request.runId });
    expect(await lab.drive(replay)).toMatchObject({ status: "done", outputs: { [id("all")]: { read: 5 } } });
    expect(target.received.map(idOf)).toEqual([3]);
  });

  test("a node's own key holds across runs, and two records with one key are one effect", async () => {
    const document = posting({ post: { idempotencyKey: { kind: "cel", source: `${id("items")}.id % 2` } } });
    target.answer = echo;
    const request = await begin(document, 6);
    expect(await lab.drive(request)).toMatchObject({ status: "done", counts: { [id("post")]: { out: 6 } } });
    expect(target.received).toHaveLength(2);
    await lab.end(request, "succeeded");
    await lab.drive(await begin(document, 4, { flowId: request.flowId }));
    expect(target.received).toHaveLength(2);
  });

  test("what only reads is not in it", async () => {
    const document = posting();
    for (const node of document.nodes) if (node.id === id("post")) node.config["method"] = literal("GET");
    const request = await begin(document, 3);
    expect(await lab.drive(request)).toMatchObject({ status: "done", counts: { [id("post")]: { out: 3, written: 0 } } });
    expect(await effects(request)).toEqual({});
  });
});

describe("region-5: whose failure it is", () => {
  test("a record's own: short retries, then its error port or the reject store", async () => {
    const tries = new Map<number, number>();
    target.answer = (call) => {
      const n = idOf(call);
      tries.set(n, (tries.get(n) ?? 0) + 1);
      if (n === 2) return { status: 422 };
      return n === 3 && (tries.get(n) ?? 0) < 3 ? { status: 503 } : n === 4 ? { status: 503 } : echo(call);
    };
    const request = await begin(posting(), 6);
    expect(await lab.drive(request)).toMatchObject({ status: "done", outputs: { [id("items")]: { rejected: 2 } } });
    expect(Object.fromEntries(tries)).toMatchObject({ 1: 1, 2: 1, 3: 3, 4: 3, 5: 1, 6: 1 });
    expect(await rejects(request)).toEqual([{ key: "2", code: "http_422", class: "validation" }, { key: "4", code: "http_503", class: "transient" }]);

    const drawn = await begin(posting({}, { nodes: { failed: { type: "core/collect" } }, edges: ["post.error => failed"] }), 6);
    expect(await lab.drive(drawn)).toMatchObject({ status: "done", outputs: { [id("failed")]: { items: [{ code: "http_422", node: id("post") }, { code: "http_503", attempts: 3 }] } } });
  });

  test("a refused credential fails the chunk at once, and no record", async () => {
    target.answer = (call) => (idOf(call) > 20 ? { status: 401 } : echo(call));
    const request = await begin(posting(), 1_000);
    expect(await lab.drive(request)).toMatchObject({ status: "failed", error: { class: "auth", node: id("post") }, summary: { read: 0, rejected: 0 } });
    expect(await rejects(request)).toEqual([]);
    expect(target.received.length).toBeLessThan(40);
    // What did not leave is not in doubt.
    const statuses = Object.values(await effects(request));
    expect(statuses.filter((status) => status === "confirmed")).toHaveLength(20);
    expect(new Set(statuses)).toEqual(new Set(["confirmed", "refused"]));
  });

  test("a rate limit that goes on fails the chunk, which is tried again after the wait it asks for", async () => {
    let limited = 0;
    target.answer = (call) => (idOf(call) === 5 && (limited += 1) <= 3 ? { status: 429, headers: { "retry-after": limited === 3 ? "1" : "0" } } : echo(call));
    const request = await begin(posting({ items: { retry: { attempts: 2, backoff: "constant", delayMs: 0, maxDelayMs: 0 } } }), 10);
    const began = performance.now();
    expect(await lab.drive(request)).toMatchObject({ status: "done", outputs: { [id("items")]: { read: 10, rejected: 0 } } });
    expect(performance.now() - began).toBeGreaterThan(1_000);
    expect(limited).toBe(4);
    // The others were confirmed before, so each of them was called once.
    expect(target.received.filter((call) => idOf(call) !== 5)).toHaveLength(9);
  });

  test("an outage fails the chunk, and not thousands of records", async () => {
    target.answer = () => ({ status: 503 });
    const request = await begin(posting(), 5_000);
    expect(await lab.drive(request)).toMatchObject({ status: "failed", error: { class: "transient", code: "http_503", node: id("post") }, summary: { rejected: 0 } });
    expect(await rejects(request)).toEqual([]);
    expect(target.received.length).toBeLessThan(60);
  });
});

describe("test-1: a test-run", () => {
  const pages = (): FlowDocument =>
    buildDocument(
      {
        hook: { type: "core/webhook" },
        orders: { type: "http/pages", config: pagesConfig(target.url, 60, { since: literal("id"), sinceParameter: literal("since") }) },
        look: { type: "http/request", config: { method: literal("GET"), url: literal(`${target.url}/look`) } },
        post: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/in`), send: literal("value"), bodyValue: reference("orders", "id") } },
        other: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/in`) } },
        sent: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/sent`) } },
        all: { type: "core/collect" },
        answers: { type: "core/collect" },
      },
      ["hook -> orders", "orders => look", "look => post", "post => all", "orders => other", "other => answers", "orders => sent"],
    );

  test("reads a hundred records, sends what reads, and gives samples and mocks for what writes", async () => {
    servePages(target, 60, orders(1_000));
    const simulate = [id("look"), id("post"), id("other")];
    const request = await lab.begin(pages(), "orders", { test: { records: 100, simulate, mocks: { [id("other")]: { mocked: true } } } });
    const progress = await lab.drive(request);
    expect(progress).toMatchObject({ status: "done", outputs: { [id("orders")]: { read: 100 }, [id("all")]: { read: 100 }, [id("answers")]: { read: 100 } }, counts: { [id("post")]: { in: 100, out: 100, written: 0 } } });
    expect(progress).toMatchObject({ outputs: { [id("all")]: { items: expect.arrayContaining([expect.objectContaining({ status: 200, body: { ok: true } })]) }, [id("answers")]: { items: expect.arrayContaining([{ mocked: true }]) } } });
    const called = Map.groupBy(target.received, (call) => new URL(call.url, "http://x").pathname);
    expect([called.get("/look")?.length, called.get("/in"), called.get("/sent")?.length]).toEqual([100, undefined, 100]);
  });

  test("a mock of the source is the list of its records", async () => {
    const request = await lab.begin(pages(), "orders", { test: { records: 100, simulate: [id("post"), id("other"), id("sent")], mocks: { [id("orders")]: [{ id: 1 }, { id: 2 }] } } });
    expect(await lab.drive(request)).toMatchObject({ status: "done", outputs: { [id("orders")]: { read: 2 }, [id("all")]: { read: 2 } } });
    expect(new Set(target.received.map((call) => call.url))).toEqual(new Set(["/look"]));
  });

  test("touches neither cursor nor ledger", async () => {
    servePages(target, 60, orders(100));
    const request = await lab.begin(pages(), "orders", { test: { records: 100, simulate: [], mocks: {} } });
    expect(await lab.drive(request)).toMatchObject({ status: "done" });
    expect(target.received.filter((call) => call.url === "/in")).toHaveLength(200);
    expect(await lab.rows("effects", request)).toEqual([]);
    const { rows } = await lab.database.pool.query("select 1 from source_cursors where flow_id = $1", [request.flowId]);
    expect(rows).toEqual([]);
  });
});

describe("region-1: a flow is called for each record", () => {
  const calling = (flow: string, wait: "result" | "detached" = "result"): FlowDocument =>
    buildDocument(
      {
        hook: { type: "core/webhook" },
        items: { type: "core/split", config: { list: reference("hook", "body", "lines"), key: literal("id") } },
        call: { type: "core/call-flow", config: { flow: literal(flow), input: fields({ n: reference("items", "id") }), wait: literal(wait) } },
        all: { type: "core/collect" },
      },
      ["hook -> items", "items => call", "call => all"],
    );

  interface Called {
    id: string;
    depth: number;
    input: { n: number };
  }

  async function callable(): Promise<string> {
    const { flowId } = await lab.begin(buildDocument({ called: { type: "core/called" } }, []), "called");
    await lab.database.pool.query(
      "insert into subscriptions (id, workspace_id, flow_id, version, node_id, kind, key, pattern, status, settings) values ($2, $1, $2, 1, 'n_called', 'call', $2, 'event', 'active', $3)",
      [lab.workspaceId, flowId, { fields: [{ name: "n", type: "number", required: true }] }],
    );
    return flowId;
  }

  async function called(flow: string): Promise<Called[]> {
    const { rows } = await lab.database.pool.query<{ id: string; depth: number; body: Buffer }>(
      "select r.id, r.depth, p.body from runs r join payloads p on p.bucket = r.bucket and p.workspace_id = r.workspace_id and p.hash = r.input where r.flow_id = $1 and r.started_by in ('call', 'detached') and r.status = 'queued' order by r.id",
      [flow],
    );
    return rows.map(({ id: run, depth, body }) => ({ id: run, depth, input: JSON.parse(body.toString("utf8")) as Called["input"] }));
  }

  /** What a worker would do with the called runs. */
  async function settle(run: Called): Promise<void> {
    if (run.input.n === 2) {
      await lab.database.pool.query("update runs set status = 'failed', error = $2 where id = $1", [run.id, { class: "validation", code: "no_stock", message: "None left." }]);
      return;
    }
    const answer = packPayload({ status: 200, body: { left: run.input.n * 10 } });
    await lab.database.pool.query("insert into payloads (bucket, workspace_id, hash, codec, size, body) select bucket, $1, $2, $3, $4, $5 from runs where id = $6 on conflict do nothing", [lab.workspaceId, answer.hash, answer.codec, answer.size, answer.body, run.id]);
    await lab.database.pool.query("update runs set status = 'succeeded', response = $2 where id = $1", [run.id, answer.hash]);
  }

  test("its answer is the record, its failure the record's", async () => {
    const flow = await callable();
    const request = await begin(calling(flow), 3);
    const driving = lab.drive(request);
    const runs = await until("three runs", async () => {
      const found = await called(flow);
      return found.length === 3 && found;
    });
    expect(runs.map(({ depth, input }) => ({ depth, input })).toSorted((one, other) => one.input.n - other.input.n)).toEqual([1, 2, 3].map((n) => ({ depth: 1, input: { n } })));
    for (const run of runs) await settle(run);
    expect(await driving).toMatchObject({ status: "done", outputs: { [id("items")]: { rejected: 1 }, [id("all")]: { items: [{ left: 10 }, { left: 30 }] } } });
    expect(await rejects(request)).toEqual([{ key: "2", code: "no_stock", class: "validation" }]);
  });

  test("a process that dies meanwhile calls none of them twice", async () => {
    const flow = await callable();
    const request = await begin(calling(flow), 3);
    const abort = new AbortController();
    const dying = lab.drive(request, lab.regions(), abort.signal).catch((error: Error) => error.message);
    await until("three runs", async () => (await called(flow)).length === 3);
    abort.abort(new Error("the process died"));
    expect(await dying).toBe("the process died");
    const driving = lab.drive(request);
    for (const run of await called(flow)) await settle(run);
    expect(await driving).toMatchObject({ status: "done", outputs: { [id("all")]: { items: [{ left: 10 }, { left: 30 }] } } });
    const { rows } = await lab.database.pool.query("select 1 from runs where flow_id = $1 and started_by in ('call', 'detached')", [flow]);
    expect(rows).toHaveLength(3);
    // A replay takes the answers there are, and calls again where there is none.
    await lab.end(request, "succeeded");
    const replay = lab.drive(await begin(calling(flow), 3, { flowId: request.flowId, origin: request.runId }));
    const again = await until("the run that failed", async () => {
      const found = await called(flow);
      return found.length > 0 && found;
    });
    expect(again.map(({ input }) => input.n)).toEqual([2]);
    for (const run of again) await settle(run);
    expect(await replay).toMatchObject({ status: "done", outputs: { [id("items")]: { rejected: 1 } } });
  });

  test("detached, the record goes on with the run's id; a flow that is not there rejects the record", async () => {
    const flow = await callable();
    const progress = await lab.drive(await begin(calling(flow, "detached"), 2));
    const ids = (await called(flow)).map((run) => ({ run: run.id }));
    expect(ids).toHaveLength(2);
    expect(progress).toMatchObject({ status: "done", outputs: { [id("all")]: { items: expect.arrayContaining(ids) } } });
    const request = await begin(calling("flow_none"), 1);
    expect(await lab.drive(request)).toMatchObject({ status: "done" });
    expect(await rejects(request)).toEqual([{ key: "1", code: "flow_not_published", class: "not_found" }]);
  });
});
