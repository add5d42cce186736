import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { checkFlow } from "#lib/server/flows/check-flow.ts";
import { createFlow } from "#lib/server/flows/create-flow.ts";
import { listNodeTypes } from "#lib/server/flows/list-node-types.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { testFlow } from "#lib/server/flows/test-flow.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { egress } from "#lib/server/instance/egress.ts";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { runtime, setRuntime } from "#lib/server/runtime.ts";
import { accessKey } from "#lib/samples/access-key.ts";
import { sampleSystems } from "#lib/samples/sample-systems.ts";
import { encryptionKey } from "#lib/server/crypto/workspace-key.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { type CountingServer, startCountingServer } from "#tests/support/counting-server.ts";
import { type SampleLab, startSampleLab } from "#tests/support/sample-lab.ts";

let lab: SampleLab;

beforeAll(async () => {
  lab = await startSampleLab();
}, 60_000);
afterAll(() => lab.stop());
beforeEach(async () => {
  for (const { id } of sampleSystems) await lab.store(id).reset();
});

const quickRetry = { retry: { attempts: 3, backoff: "constant", delayMs: 20, maxDelayMs: 20 } } as const;

/** Hook -> contact by e-mail -> known: a note and a mail; unknown: a lead and a mail. */
function welcome(): FlowDocument {
  return buildDocument(
    {
      hook: { type: "core/webhook" },
      find: { type: "sample-crm/find-contact", config: { email: reference("hook", "body", "email") }, settings: quickRetry },
      known: { type: "core/branch", config: { when: { kind: "condition", match: "all", tests: [{ left: reference("find", "found"), operator: "is_true" }] } } },
      note: { type: "sample-crm/add-note", config: { contact: { ...reference("find", "contact", "id"), default: "" }, text: reference("hook", "body", "message") } },
      lead: { type: "sample-crm/create-lead", config: { email: reference("hook", "body", "email"), name: reference("hook", "body", "name") } },
      mail: { type: "sample-mailbox/send-message", config: { to: reference("hook", "body", "email"), subject: literal("Thank you"), text: literal("We will answer soon.") }, settings: quickRetry },
    },
    ["hook -> find", "find -> known", "known.yes -> note", "known.else -> lead", "note -> mail", "lead -> mail"],
  );
}

async function runOnce(document: FlowDocument, body: unknown) {
  const flow = await lab.engine.publish(`flow ${Math.random()}`, document);
  await receiveHook({ method: "POST", path: flow.hookPath, query: new URLSearchParams(), headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) });
  await lab.engine.idle();
  const { runs } = await listRuns(lab.engine.context, { flow: flow.id, limit: 10 });
  return await readRun(lab.engine.context, { run: runs[0]?.id ?? "" });
}

const asked = async (system: string) => (await lab.store(system).requests({ limit: 50 })).map(({ method, path, status }) => `${method} ${path} ${status}`).toReversed();

test("a known sender gets a note, an unknown one becomes a lead, and both get a mail", async () => {
  expect((await runOnce(welcome(), { email: "ada@example.com", name: "Ada", message: "Hello" })).status).toBe("succeeded");
  expect((await runOnce(welcome(), { email: "new@example.com", name: "New", message: "Hello" })).status).toBe("succeeded");
  expect(await asked("crm")).toEqual([
    "GET /contacts?email=ada%40example.com&limit=1 200", "POST /contacts/con_101/notes 201", "GET /contacts?email=new%40example.com&limit=1 200", "POST /leads 201",
  ]);
  expect(await asked("mailbox")).toEqual(["POST /messages 201", "POST /messages 201"]);
});

test("the run's page shows the whole URL, and the key nowhere", async () => {
  const run = await runOnce(welcome(), { email: "ada@example.com", name: "Ada", message: "Hello" });
  const find = run.steps.find(({ node }) => node === nodeId("find"));
  expect(find?.attempts[0]?.exchange).toMatchObject({ value: { request: { url: `${lab.url}/crm/contacts?email=ada%40example.com&limit=1` } } });
  const key = accessKey(encryptionKey(), lab.engine.context.workspace.id);
  expect(JSON.stringify(run)).not.toContain(key);
  const kept = await lab.engine.database.pool.query("select count(*)::int as count from payloads where codec = 'json' and position(convert_to($1, 'UTF8') in body) > 0", [key]);
  expect(kept.rows[0]?.count).toBe(0);
});

describe("a run meets", () => {
  test("a rate limit, waits as long as it was told, and goes on", async () => {
    await lab.store("mailbox").setBehaviour("limited");
    const run = await runOnce(welcome(), { email: "ada@example.com", name: "Ada", message: "Hello" });
    expect(run.status).toBe("succeeded");
    const attempts = run.steps.find(({ node }) => node === nodeId("mail"))?.attempts ?? [];
    expect(attempts.map(({ status }) => status)).toEqual(["failed", "succeeded"]);
    expect(attempts[0]?.error).toMatchObject({ class: "rate_limit", code: "http_429" });
    expect(Date.parse(attempts[1]?.startedAt ?? "") - Date.parse(attempts[0]?.startedAt ?? "")).toBeGreaterThanOrEqual(1_000);
    const log = await lab.store("mailbox").requests({ limit: 10 });
    expect(log.map(({ status }) => status)).toEqual([201, 429]);
    expect(new Set(log.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  }, 30_000);

  test("an outage, tries as often as it was set, and fails with the system's words", async () => {
    await lab.store("crm").setBehaviour("down");
    const run = await runOnce(welcome(), { email: "ada@example.com", name: "Ada", message: "Hello" });
    expect(run).toMatchObject({ status: "failed", error: { class: "transient", code: "http_503", attempts: 3, message: expect.stringContaining("The system is down") } });
    expect(await asked("crm")).toEqual(Array(3).fill("GET /contacts?email=ada%40example.com&limit=1 503"));
    expect(await asked("mailbox")).toEqual([]);
  }, 30_000);

  test("a refusal, and does not try again", async () => {
    await lab.store("crm").setBehaviour("refuses");
    expect(await runOnce(welcome(), { email: "ada@example.com", name: "Ada", message: "Hello" })).toMatchObject({ status: "failed", error: { class: "validation", code: "http_422", attempts: 1 } });
    expect(await asked("crm")).toHaveLength(1);
  });
});

test("orders go from the shop to the warehouse, each once, and the second time only what is new", async () => {
  const document = buildDocument(
    {
      hook: { type: "core/webhook" },
      orders: { type: "sample-shop/orders" },
      load: { type: "sample-warehouse/load", config: { columns: fields({ id: reference("orders", "id"), customer_email: reference("orders", "customerEmail"), status: reference("orders", "status"), total: reference("orders", "total") }) } },
    },
    ["hook -> orders", "orders => load"],
  );
  const flow = await lab.engine.publish("nightly", document);
  const start = async () => {
    await receiveHook({ method: "POST", path: flow.hookPath, query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) });
    await lab.engine.idle();
    const { runs } = await listRuns(lab.engine.context, { flow: flow.id, limit: 10 });
    const run = await readRun(lab.engine.context, { run: runs[0]?.id ?? "" });
    return run.steps.find(({ node }) => node === nodeId("load"))?.counts;
  };
  expect(await start()).toMatchObject({ in: 1_000, rejected: 0, written: 1_000 });
  expect((await lab.store("warehouse").counts()).records).toMatchObject({ orders: 1_000 });
  await lab.ask("POST", "/shop/payments/pay_1001/refund", { body: {} });
  await lab.ask("POST", "/shop/orders", { body: { customerEmail: "ada@example.com", lines: [{ sku: "MUG-100", quantity: 1 }] } });
  expect(await start()).toMatchObject({ in: 2, written: 2 });
  expect((await lab.ask("GET", "/warehouse/tables/orders/rows?id=ord_1001")).body).toMatchObject({ data: [{ status: "refunded" }] });
  expect((await lab.ask("GET", "/warehouse/tables/orders/rows?id=ord_2001")).body).toMatchObject({ data: [{ customer_email: "ada@example.com", status: "open" }] });
}, 60_000);

describe("the guard", () => {
  let neighbour: CountingServer;
  beforeAll(async () => {
    neighbour = await startCountingServer((_, response) => response.end("the secret"));
  });
  afterAll(() => neighbour.close());

  test("lets through their host and port, and nothing beside it", async () => {
    const reach = (url: string) => egress().send({ method: "GET", url, headers: {} }).then((reply) => reply.status, (error: { code: string }) => error.code);
    expect(await reach(`${lab.url}/shop/orders`)).toBe(401);
    for (const url of [`http://127.0.0.1:${neighbour.port}/`, `http://127.0.0.1:${lab.port + 1}/`, `http://localhost:${lab.port}/`, `http://[::1]:${lab.port}/`, `http://[::ffff:127.0.0.1]:${lab.port}/`, `http://127.0.0.2:${lab.port}/`]) {
      expect(await reach(url), url).toBe("blocked_address");
    }
    expect(neighbour.connections()).toBe(0);
  });

  test("and a plain HTTP request reaches them with the key of the page", async () => {
    const key = accessKey(encryptionKey(), lab.engine.context.workspace.id);
    const document = buildDocument(
      { hook: { type: "core/webhook" }, call: { type: "http/request", config: { method: literal("GET"), url: literal(`${lab.url}/shop/orders/ord_1001`), headers: fields({ authorization: literal(`Bearer ${key}`) }) } } },
      ["hook -> call"],
    );
    const run = await runOnce(document, {});
    expect(run.steps.find(({ node }) => node === nodeId("call"))?.output).toMatchObject({ value: { status: 200, body: { number: "#1001" } } });
  });
});

describe("while they are off", () => {
  async function off<Result>(work: () => Promise<Result>): Promise<Result> {
    const now = runtime();
    setRuntime({ ...now, env: { ...now.env, samplesPort: null } });
    try {
      return await work();
    } finally {
      setRuntime(now);
    }
  }

  test("their steps are listed with the reason, and are an issue where they stand", async () => {
    const { context } = lab.engine;
    const types = await off(async () => (await listNodeTypes(context)).nodeTypes);
    expect(types.filter(({ off: why }) => why !== undefined).map(({ connector }) => connector)).toEqual(types.filter(({ connector }) => connector.startsWith("sample-")).map(({ connector }) => connector));
    expect((await listNodeTypes(context)).nodeTypes.filter(({ off: why }) => why !== undefined)).toEqual([]);
    const { issues } = await off(() => checkFlow(context, { document: welcome() }));
    expect(issues.filter(({ rule }) => rule === "node-off").map(({ node, message }) => [node, message.includes("MILLRACE_SAMPLES=1")])).toEqual(["find", "note", "lead", "mail"].map((name) => [nodeId(name), true]));
    expect((await checkFlow(context, { document: welcome() })).issues).toEqual([]);
  });

  test("a flow with them is neither published nor tested, and is still read", async () => {
    const { context } = lab.engine;
    const flow = await createFlow(context, { name: "off", document: welcome() });
    await expect(off(() => publishFlow(context, { flow: flow.id, baseRevision: flow.draftRevision, message: "" }))).rejects.toMatchObject({ code: "precondition", message: expect.stringContaining("sample systems are off") });
    await expect(off(() => testFlow(context, { flow: flow.id }))).rejects.toMatchObject({ code: "precondition" });
  });

  test("a run of a flow that was published before fails and says so", async () => {
    const flow = await lab.engine.publish("was on", welcome());
    const run = await off(async () => {
      await receiveHook({ method: "POST", path: flow.hookPath, query: new URLSearchParams(), headers: { "content-type": "application/json" }, body: Buffer.from('{"email":"ada@example.com","name":"A","message":"x"}') });
      await lab.engine.idle();
      const { runs } = await listRuns(lab.engine.context, { flow: flow.id, limit: 10 });
      return await readRun(lab.engine.context, { run: runs[0]?.id ?? "" });
    });
    expect(run).toMatchObject({ status: "failed", error: { code: "samples_off" } });
  });
});
