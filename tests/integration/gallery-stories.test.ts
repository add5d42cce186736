import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Json } from "#lib/json.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import type { TemplateAnswers } from "#lib/flow/templates/fill-template.ts";
import { sampleSystems } from "#lib/samples/sample-systems.ts";
import { createConnection } from "#lib/server/connections/create-connection.ts";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { decideWait } from "#lib/server/runs/decide-wait.ts";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { startRun } from "#lib/server/runs/start-run.ts";
import { installTemplate } from "#lib/server/templates/install-template.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { startStories, type Stories } from "#tests/support/example-stories.ts";
import { type SampleLab, startSampleLab } from "#tests/support/sample-lab.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

/** What the templates' descriptions promise for bad days, which no sample can bring about. */
let target: TargetServer;
let database: TestDatabase;
let lab: SampleLab;
let stories: Stories;
let store: string;

beforeAll(async () => {
  [target, database] = [await startTarget(), await createTestDatabase()];
  await database.pool.query("create table undelivered (id text primary key, payload jsonb not null, problem text not null, attempts int not null, received_at timestamptz not null)");
  const place = new URL(database.url);
  lab = await startSampleLab({ egressAllow: [target.address, place.host] });
  stories = await startStories();
  const made = await createConnection(lab.engine.context, { name: "Store", credential: { kind: "postgres/password", host: place.hostname, port: Number(place.port), database: place.pathname.slice(1), user: place.username, ssl: "disable", password: decodeURIComponent(place.password) } });
  store = made.id;
}, 60_000);
afterAll(async () => {
  await stories.stop();
  await lab.stop();
  await database.drop();
  await target.close();
});
beforeEach(async () => {
  for (const { id } of sampleSystems) await lab.store(id).reset();
  await database.pool.query("truncate undelivered");
  target.received.length = 0;
  target.answer = () => ({ status: 201 });
});

/** As many tries as the template has, one after the other. */
function quick({ settings }: FlowNode) {
  return { attempts: settings.retry?.attempts ?? 3, backoff: "constant", delayMs: 50, maxDelayMs: 50 } as const;
}

/** Installs a template and publishes it with its pauses cut short. */
/** The stories start by hand what the clock would start: a start of its own must not come in between. */
const newYear = { kind: "literal" as const, value: { mode: "cron", cron: "0 0 1 1 *", zone: "UTC" } };

async function live(id: string, { parameters = {}, connections = {} }: Partial<TemplateAnswers> = {}): Promise<Flow & { hookPath: string }> {
  const { document, name } = await installTemplate(lab.engine.context, { source: { kind: "template", template: id }, parameters, connections });
  const nodes = document.nodes.map((node): FlowNode => ({ ...node, ...(node.type === "core/schedule" ? { config: { schedule: newYear } } : {}), settings: { ...node.settings, retry: quick(node) } }));
  return await lab.engine.publish(name, { ...document, nodes });
}

/** As its owner changes a record; after a busy run a system may say “too many requests” first. */
async function change(path: string, body: Json): Promise<void> {
  await until(`${path} to be changed`, async () => (await lab.ask("PATCH", path, { body })).status === 200);
}

async function newestRun(flow: Flow): Promise<RunDetail> {
  const [run] = await until("a run", async () => {
    const { runs } = await listRuns(lab.engine.context, { flow: flow.id, limit: 1 });
    return runs.length > 0 && runs;
  });
  return await readRun(lab.engine.context, { run: run?.id ?? "" });
}

async function run(flow: Flow, input: Json): Promise<RunDetail> {
  const { run: id } = await startRun(lab.engine.context, { flow: flow.id, input });
  await lab.engine.idle();
  return await readRun(lab.engine.context, { run: id });
}

async function read<Item>(path: string): Promise<Item[]> {
  return ((await lab.ask("GET", path)).body as { data: Item[] }).data;
}

const mails = async () => (await read<{ to: string[]; subject: string; text: string }>("/mailbox/messages?folder=sent&limit=200")).map(({ to, subject, text }) => ({ to: to.join(), subject, text }));

/** What a system was asked to do and did, by its own log. */
async function done(system: string): Promise<string[]> {
  const requests = await lab.store(system).requests({ limit: 200 });
  return requests.filter(({ method, status, isRepeat }) => method !== "GET" && status < 300 && !isRepeat).map(({ method, path }) => `${method} ${path}`).toReversed();
}

describe("form to CRM lead", () => {
  test("the CRM is down: the visitor is thanked, and the lead and its number follow, once", async () => {
    const flow = await live("tmpl_millrace_lead_form");
    await lab.store("crm").setBehaviour("down");
    const page = await stories.fill(flow.hookPath);
    expect(page.text).toContain("You get its number by e-mail.");
    await lab.store("crm").setBehaviour("normal");
    await lab.engine.idle();
    const [lead] = await read<{ id: string }>("/crm/leads?email=grace@example.com");
    expect(await done("crm")).toEqual(["POST /leads"]);
    expect(await mails()).toMatchObject([{ to: "grace@example.com", subject: `Your request ${lead?.id}` }, { to: "sales@example.com", subject: "New lead: Grace Hopper" }]);
    expect(await newestRun(flow)).toMatchObject({ status: "succeeded", handledErrors: 1 });
  });

  test("the CRM refuses: the visitor is told where to write, and the run counts as failed", async () => {
    const flow = await live("tmpl_millrace_lead_form", { parameters: { sales: "hello@example.com" } });
    await lab.store("crm").setBehaviour("refuses");
    const page = await stories.fill(flow.hookPath);
    expect(page.status).toBe(400);
    expect(page.text).toContain("We could not take your request. Please write to hello@example.com.");
    await lab.engine.idle();
    expect((await newestRun(flow)).status).toBe("failed");
    expect(await mails()).toEqual([]);
  });
});

describe("daily shop sales", () => {
  const morning = { scheduledAt: "2026-11-23T06:30:00.000Z", localTime: "2026-11-23T06:30:00", zone: "UTC", previous: null };
  const rows = async () => (await lab.engine.database.pool.query<{ count: number }>("select count(*)::int as count from sample_records where system = 'warehouse' and collection = 'orders'")).rows[0]?.count;

  test("the warehouse is down: the run fails and says so; the next one loads everything, and a later refund replaces its row", async () => {
    const flow = await live("tmpl_millrace_daily_sales");
    await lab.store("warehouse").setBehaviour("down");
    expect((await run(flow, morning)).status).toBe("failed");
    expect(await mails()).toMatchObject([{ to: "sales@example.com", subject: "Sales were not loaded on 2026-11-23" }]);
    await lab.store("warehouse").setBehaviour("normal");
    const next = { ...morning, scheduledAt: "2026-11-24T06:30:00.000Z", localTime: "2026-11-24T06:30:00" };
    expect((await run(flow, next)).status).toBe("succeeded");
    const orders = (await lab.engine.database.pool.query<{ count: number }>("select count(*)::int as count from sample_records where system = 'shop' and collection = 'orders' and data->>'status' in ('paid', 'shipped', 'refunded')")).rows[0]?.count ?? 0;
    // The warehouse begins with 60 rows, some of which are of orders that nobody paid for.
    expect(await rows()).toBeGreaterThanOrEqual(orders);
    const before = await rows();
    await lab.ask("POST", "/shop/payments/pay_1001/refund", { body: {} });
    expect((await run(flow, { ...next, scheduledAt: "2026-11-25T06:30:00.000Z" })).status).toBe("succeeded");
    expect(await rows()).toBe(before);
    expect(await read("/warehouse/tables/orders/rows?id=ord_1001")).toMatchObject([{ status: "refunded" }]);
    const nothing = await run(flow, { ...next, scheduledAt: "2026-11-26T06:30:00.000Z", localTime: "2026-11-26T06:30:00" });
    expect(nothing.status).toBe("succeeded");
    expect((await mails()).at(-1)?.subject).toBe("No sales until 2026-11-26");
  }, 60_000);
});

describe("customer lookup", () => {
  test("one of the two is down: 503 and when to try again, never that nobody knows them", async () => {
    const flow = await live("tmpl_millrace_customer_lookup", { parameters: { callers: "none" } });
    await lab.store("crm").setBehaviour("down");
    const { run: id } = await startRun(lab.engine.context, { flow: flow.id, input: { method: "POST", headers: {}, query: {}, body: { email: "nobody@example.com" }, receivedAt: "2026-11-23T14:02:51.204Z" } });
    await lab.engine.idle();
    const { response, status } = await readRun(lab.engine.context, { run: id });
    expect(response).toMatchObject({ value: { status: 503, headers: { "retry-after": "5" }, body: { error: { code: "unavailable" } } } });
    expect(status).toBe("succeeded");
  });
});

describe("refund with approval", () => {
  const input = (amount: number) => ({ id: `evt_${amount}`, submittedAt: "2026-11-23T14:02:51.204Z", fields: { order: "1005", amount, reason: "Late", email: "ada@example.com" } });

  async function asked(flow: Flow, amount: number): Promise<RunDetail> {
    await startRun(lab.engine.context, { flow: flow.id, input: input(amount) });
    return await until("the approval", async () => {
      const found = await newestRun(flow);
      return found.waits.some(({ status }) => status === "open") && found;
    });
  }

  test("somebody says no: nothing is refunded, and who asked reads why", async () => {
    const flow = await live("tmpl_millrace_refund_approval");
    const waiting = await asked(flow, 50);
    expect(await mails()).toMatchObject([{ to: "refunds@example.com", subject: "Refund 50 EUR of #1005?", text: expect.stringContaining(waiting.waits[0]?.link ?? "no link") }]);
    await decideWait(lab.engine.context, { run: waiting.id, wait: waiting.waits[0]?.id ?? "", decision: "rejected", comment: "It was not late." });
    await lab.engine.idle();
    expect(await done("shop")).toEqual([]);
    expect((await mails()).at(-1)).toMatchObject({ to: "ada@example.com", text: "We are sorry: it was decided not to refund it. It was not late." });
  });

  test("nobody decides in time: nothing is refunded, and both sides hear it", async () => {
    // A template's own number of days; none is an end of its time at once.
    const flow = await live("tmpl_millrace_refund_approval", { parameters: { days: 0 } });
    const ended = await run(flow, input(50));
    expect(ended.steps.find(({ node }) => node === "n_approve")).toMatchObject({ status: "succeeded", port: "timeout" });
    expect(await done("shop")).toEqual([]);
    expect((await mails()).at(-1)).toMatchObject({ to: "ada@example.com,refunds@example.com" });
  });

  test("the shop refuses: no money moved, the deciders hear it, and the run counts as failed; a limit of 0 asks for every cent", async () => {
    const flow = await live("tmpl_millrace_refund_approval", { parameters: { limit: 0 } });
    const waiting = await asked(flow, 1);
    await lab.ask("POST", "/shop/payments/pay_1005/refund", { body: {} });
    await decideWait(lab.engine.context, { run: waiting.id, wait: waiting.waits[0]?.id ?? "", decision: "approved", comment: "" });
    await lab.engine.idle();
    expect(await newestRun(flow)).toMatchObject({ status: "failed" });
    expect((await mails()).at(-1)).toMatchObject({ to: "refunds@example.com", subject: "Refund of #1005 was not made" });
    expect(await read("/shop/payments?orderId=ord_1005")).toMatchObject([{ refunded: 222.9 }]);
  });
});

describe("two-way sync", () => {
  const readBy = ({ regions }: RunDetail) => regions.map(({ source, counts }) => [source, counts[source]?.out ?? 0]);
  const tick = (minute: number) => ({ scheduledAt: `2026-11-23T06:${minute}:00.000Z`, localTime: `2026-11-23T06:${minute}:00`, zone: "UTC", previous: null });

  test("each change is carried over once, the later one wins, and nothing of ours is sent back", async () => {
    const flow = await live("tmpl_millrace_two_way_sync");
    expect((await run(flow, tick(10))).status).toBe("succeeded");
    const [created, untouched] = [await done("crm"), await done("shop")];
    expect(new Set(created)).toEqual(new Set(["POST /contacts"]));
    expect([created.length, untouched]).toEqual([120, []]);

    await change("/shop/customers/cus_101", { company: "Analytical Engines" });
    await change("/crm/contacts/con_102", { lastName: "Byron" });
    // Both sides of the third: the shop first, the CRM later.
    await change("/shop/customers/cus_103", { company: "Earlier" });
    await change("/crm/contacts/con_103", { company: "Later" });
    const before = { crm: (await done("crm")).length, shop: (await done("shop")).length };
    const second = await run(flow, tick(20));
    expect(second.status).toBe("succeeded");
    // Its own write to the CRM is read in the same run, beside the two of others.
    expect(readBy(second)).toEqual([["n_customers", 2], ["n_contacts", 3]]);
    expect((await done("crm")).slice(before.crm)).toEqual(["PATCH /contacts/con_101"]);
    expect((await done("shop")).slice(before.shop).toSorted()).toEqual(["PATCH /customers/cus_102", "PATCH /customers/cus_103"]);
    expect((await lab.ask("GET", "/crm/contacts/con_101")).body).toMatchObject({ company: "Analytical Engines", stage: "customer" });
    expect((await lab.ask("GET", "/shop/customers/cus_102")).body).toMatchObject({ name: expect.stringMatching(/ Byron$/) });
    expect((await lab.ask("GET", "/shop/customers/cus_103")).body).toMatchObject({ company: "Later" });

    // The echo of what was written to the shop: read, found to be the same, and not sent back.
    const quiet = await run(flow, tick(30));
    expect(quiet.status).toBe("succeeded");
    expect([(await done("crm")).length, (await done("shop")).length]).toEqual([before.crm + 1, before.shop + 2]);
    expect(readBy(quiet)).toEqual([["n_customers", 2], ["n_contacts", 0]]);
  }, 60_000);

  test("asked not to create, it only keeps alike who is on both sides; a name the CRM refuses is told", async () => {
    const flow = await live("tmpl_millrace_two_way_sync", { parameters: { create: false } });
    await run(flow, tick(10));
    expect([await done("crm"), await done("shop")]).toEqual([[], []]);
    await change("/shop/customers/cus_101", { name: "Ada" });
    expect((await run(flow, tick(20))).status).toBe("succeeded");
    expect(await mails()).toMatchObject([{ to: "operations@example.com", subject: "Some customers were not synchronised" }]);
    expect([await done("crm"), await read("/shop/customers?email=ada@example.com")]).toMatchObject([[], [{ name: "Ada" }]]);
  }, 60_000);
});

describe("alerts to mail and chat", () => {
  const notice = { alert: "alert_1", notice: "opened", what: "failed", title: "Orders: failed", flow: { id: "flow_1", name: "Orders" }, since: "2026-11-23T14:02:00.000Z", at: "2026-11-23T23:02:51.204Z", count: 2, cause: { class: "transient", code: "down", step: null }, links: { alerts: "https://m.example/alerts", flow: "https://m.example/f", lastRun: null } };

  test("the chat is down: two alerts come by mail, and its silence is told once an hour", async () => {
    const flow = await live("tmpl_millrace_alert_to_chat", { parameters: { chat: `${target.url}/hook`, quiet: "0-0" } });
    target.answer = () => ({ status: 503 });
    await run(flow, notice);
    await run(flow, { ...notice, alert: "alert_2", title: "Invoices: failed" });
    expect((await mails()).map(({ subject }) => subject).toSorted()).toEqual(["Alerts do not reach the chat", "Invoices: failed", "Orders: failed"]);
  });

  test("quiet hours that cannot be read keep nobody quiet; those over midnight, and in another zone, do", async () => {
    const told = async (parameters: Record<string, string>) => {
      target.received.length = 0;
      const ended = await run(await live("tmpl_millrace_alert_to_chat", { parameters: { chat: `${target.url}/hook`, ...parameters } }), notice);
      expect(ended.status).toBe("succeeded");
      return target.received.map(({ body }) => JSON.parse(body) as Json);
    };
    expect(await told({ quiet: "at night" })).toEqual([{ text: "Orders: failed\n2 runs since 2026-11-23 14:02 UTC\nhttps://m.example/alerts" }]);
    expect(await told({ quiet: "22-7" })).toEqual([]);
    expect(await told({ quiet: "22-7", zone: "America/New_York" })).toHaveLength(1);
    expect(await told({ quiet: "9-23" })).toHaveLength(1);
  });
});

describe("deliver, or keep and tell", () => {
  async function publish(flow: Flow, id: string): Promise<RunDetail> {
    await publishEvents(lab.engine.context, { name: "order/paid", data: { id, total: 1 } });
    await until("its run", async () => (await listRuns(lab.engine.context, { flow: flow.id, key: id, limit: 1 })).runs.length === 1);
    await lab.engine.idle();
    return await newestRun(flow);
  }

  test("the receiver refuses and is down: each thing is kept in a row, and each kind of failure told once", async () => {
    const flow = await live("tmpl_millrace_safe_delivery", { parameters: { url: `${target.url}/orders` }, connections: { store } });
    target.answer = () => ({ status: 422 });
    expect(await publish(flow, "a-1")).toMatchObject({ status: "succeeded", handledErrors: 1 });
    await publish(flow, "a-2");
    target.answer = () => ({ status: 503 });
    await publish(flow, "a-3");
    const { rows } = await database.pool.query<{ id: string; attempts: number; payload: Json }>("select id, attempts, payload from undelivered order by id");
    expect(rows).toEqual([{ id: "a-1", attempts: 1, payload: { id: "a-1", total: 1 } }, { id: "a-2", attempts: 1, payload: { id: "a-2", total: 1 } }, { id: "a-3", attempts: 16, payload: { id: "a-3", total: 1 } }]);
    expect(new Set(target.received.map(({ headers }) => headers["idempotency-key"])).size).toBe(3);
    expect(await mails()).toHaveLength(2);
  });

  test("the table is gone as well: the run fails and holds the thing", async () => {
    const flow = await live("tmpl_millrace_safe_delivery", { parameters: { url: `${target.url}/orders`, table: "public.nowhere" }, connections: { store } });
    target.answer = () => ({ status: 422 });
    expect(await publish(flow, "b-1")).toMatchObject({ status: "failed", input: { value: { data: { id: "b-1" } } } });
    expect(await mails()).toEqual([]);
  });
});
