import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { newId } from "#lib/ids.ts";
import { accessKey } from "#lib/samples/access-key.ts";
import { keptRequests } from "#lib/samples/sample-store.ts";
import { sampleSystems } from "#lib/samples/sample-systems.ts";
import { SystemLimits } from "#lib/samples/system-limits.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { type SampleLab, startSampleLab } from "#tests/support/sample-lab.ts";
import { ownerContext } from "#tests/support/start-engine.ts";

let lab: SampleLab;
let other: WorkspaceContext;

beforeAll(async () => {
  lab = await startSampleLab();
  const workspace = { id: newId("workspace"), slug: `w-${randomBytes(4).toString("hex")}`, name: "Other" };
  await lab.engine.database.pool.query("insert into workspaces (id, slug, name) values ($1, $2, $3)", [workspace.id, workspace.slug, workspace.name]);
  other = ownerContext(workspace);
}, 60_000);
afterAll(() => lab.stop());
beforeEach(async () => {
  for (const { id } of sampleSystems) await lab.store(id).reset();
});

interface Operation {
  parameters: { name: string; in: string }[];
  responses: Record<string, { content: { "application/json": { schema: object } } }>;
}
type Description = { paths: Record<string, Record<string, Operation>> };

/** Answers are held to what the system itself says of them. */
async function askDescribed(method: string, path: string, body?: unknown): Promise<{ status: number; body: never }> {
  const [, system = "", rest = ""] = /^\/(\w+)([^?]*)/.exec(path) ?? [];
  const description = (await (await fetch(`${lab.url}/${system}/openapi.json`)).json()) as Description;
  const template = Object.keys(description.paths).find((candidate) => new RegExp(`^${candidate.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(rest));
  const operation = description.paths[template ?? ""]?.[method.toLowerCase()];
  const answer = await lab.ask(method, path, body === undefined ? {} : { body });
  const schema = operation?.responses[String(answer.status)]?.content["application/json"].schema;
  expect(schema, `${method} ${path} may answer ${answer.status}`).toBeDefined();
  z.fromJSONSchema(schema as never, { defaultTarget: "openapi-3.0" }).parse(answer.body);
  return answer;
}

test("every system describes itself, without a key, and answers as it says", async () => {
  for (const { id, collections } of sampleSystems) {
    const description = (await (await fetch(`${lab.url}/${id}/openapi.json`)).json()) as Description;
    expect(Object.keys(description.paths).length, id).toBeGreaterThan(1);
    expect(collections.length).toBeGreaterThan(0);
  }
  const order = { customerEmail: "ada@example.com", lines: [{ sku: "MUG-100", quantity: 2 }] };
  const calls: [string, string, unknown?][] = [
    ["GET", "/shop/products"], ["GET", "/shop/products/prod_101"], ["GET", "/shop/customers?email=ADA@example.com"], ["GET", "/shop/customers/cus_101"], ["POST", "/shop/customers", { email: "new@example.com", name: "New" }],
    ["GET", "/shop/orders?page=2&limit=10"], ["GET", "/shop/orders/ord_1001"], ["GET", "/shop/orders/none"], ["POST", "/shop/orders", order], ["POST", "/shop/orders", {}],
    ["GET", "/shop/payments?status=captured"], ["GET", "/shop/payments/pay_1001"], ["POST", "/shop/payments/pay_2001/capture"], ["POST", "/shop/payments/pay_2001/refund", { amount: 1 }],
    ["GET", "/crm/contacts"], ["GET", "/crm/contacts/con_101"], ["POST", "/crm/contacts", { email: "g@example.com", firstName: "G", lastName: "H" }], ["PATCH", "/crm/contacts/con_101", { phone: null }],
    ["GET", "/crm/leads"], ["GET", "/crm/leads/lead_101"], ["POST", "/crm/leads", { email: "ada@example.com", name: "Ada" }], ["GET", "/crm/notes"], ["GET", "/crm/notes/note_101"], ["POST", "/crm/contacts/con_101/notes", { text: "Hi" }],
    ["GET", "/mailbox/messages?folder=inbox"], ["GET", "/mailbox/messages/msg_101"], ["POST", "/mailbox/messages", { to: ["ada@example.com"], subject: "Hi", text: "There" }],
    ["GET", "/warehouse/tables/orders/rows"], ["GET", "/warehouse/tables/nothing/rows"], ["POST", "/warehouse/tables/orders/rows", { id: "r1", total: 5 }], ["POST", "/warehouse/tables/orders/load", { origin: "o", node: "n", chunk: 0, rows: [{ id: "r2" }] }],
  ];
  const seen = new Set<string>();
  for (const [method, path, body] of calls) {
    const { status } = await askDescribed(method, path, body);
    seen.add(`${method} ${path.replace(/\?.*/, "").replaceAll(/(prod|cus|ord|pay|con|lead|note|msg)_\d+|\/none/g, "ID")} ${status}`);
  }
  expect(seen.size).toBeGreaterThan(28);
});

describe("data", () => {
  test("is as large as it says, and the same on every machine", async () => {
    const counts = Object.fromEntries(await Promise.all(sampleSystems.map(async ({ id }) => [id, (await lab.store(id).counts()).records] as const)));
    expect(counts).toEqual({
      shop: { products: 40, customers: 200, orders: 1_000, payments: 1_000 }, crm: { contacts: 120, leads: 40, notes: 30 }, mailbox: { messages: 10 }, warehouse: { orders: 60, customers: 60 },
    });
    for (const { seed } of sampleSystems) expect(JSON.stringify(seed())).toBe(JSON.stringify(seed()));
    // Pinned, so that a change of the generator is a decision: people and tests know these.
    expect((await lab.ask("GET", "/shop/orders/ord_1001")).body).toMatchObject({ number: "#1001", customerEmail: "ada@example.com", status: "shipped", createdAt: expect.stringMatching(/^2025-03-01T/) });
    expect((await lab.ask("GET", "/crm/contacts/con_101")).body).toMatchObject({ email: "ada@example.com", firstName: "Ada", stage: "customer" });
  });

  test("adds up: an order is the sum of its lines and the amount of its payment, and its customer exists", () => {
    const shop = sampleSystems.find(({ id }) => id === "shop")?.seed() ?? [];
    const by = new Map(shop.map((row) => [row.id, row.data]));
    const orders = shop.filter(({ collection }) => collection === "orders");
    expect(orders).toHaveLength(1_000);
    for (const { data } of orders) {
      const lines = data["lines"] as { quantity: number; price: number }[];
      expect(Math.round(lines.reduce((sum, { quantity, price }) => sum + quantity * price * 100, 0))).toBe(Math.round(Number(data["total"]) * 100));
      expect(by.get(String(data["paymentId"]))).toMatchObject({ amount: data["total"] ?? null });
      expect(by.get(String(data["customerId"]))).toMatchObject({ email: data["customerEmail"] ?? null });
    }
  });

  test("is each workspace's own: a write and a reset of one are not seen in the other", async () => {
    await lab.ask("POST", "/mailbox/messages", { body: { to: ["a@example.com"], subject: "Mine", text: "x" } });
    await lab.ask("POST", "/mailbox/messages", { body: { to: ["a@example.com"], subject: "Theirs", text: "x" }, workspaceId: other.workspace.id });
    await lab.store("mailbox").setBehaviour("down");
    const sentBy = async (workspaceId: string) => ((await lab.ask("GET", "/mailbox/messages?folder=sent", { workspaceId })).body as { data: { subject: string }[] }).data.map(({ subject }) => subject);
    expect(await sentBy(other.workspace.id)).toEqual(["Theirs"]);
    await lab.store("mailbox").reset();
    expect(await sentBy(lab.engine.context.workspace.id)).toEqual([]);
    expect(await sentBy(other.workspace.id)).toEqual(["Theirs"]);
    expect(await lab.store("mailbox", other).requests({ limit: 10 })).toHaveLength(3);
  });

  test("made by two that ask first at the same time, it is there once", async () => {
    await lab.engine.database.pool.query("delete from sample_systems where workspace_id = $1", [lab.engine.context.workspace.id]);
    await lab.engine.database.pool.query("delete from sample_records where workspace_id = $1", [lab.engine.context.workspace.id]);
    const answers = await Promise.all(Array.from({ length: 6 }, () => lab.ask("GET", "/crm/contacts?page=1&limit=1")));
    expect(answers.map(({ body }) => (body as { total: number }).total)).toEqual([120, 120, 120, 120, 120, 120]);
  });
});

describe("keys", () => {
  test("of nobody, of another installation and of a workspace that is gone are refused alike, and not logged", async () => {
    const gone = newId("workspace");
    const bearers = ["", "nonsense", accessKey(randomBytes(32), lab.engine.context.workspace.id), `sample_${lab.engine.context.workspace.id}_${"A".repeat(32)}`];
    for (const bearer of bearers) expect((await lab.ask("GET", "/shop/orders", { bearer })).status).toBe(401);
    expect((await lab.ask("GET", "/shop/orders", { workspaceId: gone })).status).toBe(401);
    expect(await lab.store("shop").requests({ limit: 10 })).toEqual([]);
  });
});

describe("lists", () => {
  const pageOf = async (query: string) => (await lab.ask("GET", `/shop/orders?${query}`)).body as { data: { id: string; status: string; updatedAt: string }[]; next: string | null; pages?: number; total?: number };

  test("by cursor and by number give every order once, in the order of change", async () => {
    const seen: { id: string; updatedAt: string }[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(`limit=170${cursor === "" ? "" : `&cursor=${cursor}`}`);
      seen.push(...page.data);
      cursor = page.next;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(1_000);
    expect(seen.map(({ updatedAt }) => updatedAt)).toEqual(seen.map(({ updatedAt }) => updatedAt).toSorted());
    const last = await pageOf("page=6&limit=170");
    expect([last.pages, last.total, last.data.length, last.data.at(-1)?.id]).toEqual([6, 1_000, 150, seen.at(-1)?.id]);
  });

  test("are filtered, and give only what changed since", async () => {
    const open = await pageOf("status=OPEN&limit=200");
    expect(new Set(open.data.map(({ status }) => status))).toEqual(new Set(["open"]));
    const [first] = open.data;
    const newest = (await pageOf("page=1000&limit=1")).data[0];
    await lab.ask("POST", `/shop/payments/pay_${first?.id.slice(4)}/capture`);
    const changed = await pageOf(`updated_since=${newest?.updatedAt}`);
    expect(changed.data.map(({ id, status }) => `${id} ${status}`)).toEqual([`${newest?.id} ${newest?.status}`, `${first?.id} paid`]);
  });

  test("say what is wrong with a question", async () => {
    for (const [query, field] of [["limit=0", "limit"], ["limit=201", "limit"], ["cursor=x", "cursor"], ["updated_since=yesterday", "updated_since"], ["colour=red", "colour"]]) {
      const { status, body } = await lab.ask("GET", `/shop/orders?${query}`);
      expect([status, (body as { error: { fields: { field: string }[] } }).error.fields[0]?.field], query).toEqual([422, field]);
    }
  });
});

describe("writes", () => {
  const message = { to: ["ada@example.com"], subject: "Hello", text: "Hi" };

  test("under one Idempotency-Key are done once, also when they come at once, and the log says which were repeats", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => lab.ask("POST", "/mailbox/messages", { body: message, key: "k-1" })));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotent-replayed") === "true")).toHaveLength(4);
    expect((await lab.store("mailbox").counts()).records).toEqual({ messages: 11 });
    const log = await lab.store("mailbox").requests({ limit: 10 });
    expect(log.map(({ method, path, status, idempotencyKey }) => `${method} ${path} ${status} ${idempotencyKey}`)).toEqual(Array(5).fill("POST /messages 201 k-1"));
    expect(log.filter(({ isRepeat }) => !isRepeat)).toHaveLength(1);
    expect(log[0]?.body).toBe(JSON.stringify(message));
  });

  test("of another request under the same key are refused, and a refused one may be tried again", async () => {
    expect((await lab.ask("POST", "/mailbox/messages", { body: { ...message, subject: "" }, key: "k-2" })).status).toBe(422);
    expect((await lab.ask("POST", "/mailbox/messages", { body: message, key: "k-2" })).status).toBe(201);
    const reused = await lab.ask("POST", "/mailbox/messages", { body: { ...message, subject: "Other" }, key: "k-2" });
    expect([reused.status, reused.body]).toMatchObject([409, { error: { code: "idempotency_key_reused" } }]);
    expect((await lab.store("mailbox").counts()).records).toEqual({ messages: 11 });
  });

  test("name each field that is wrong", async () => {
    const { status, body } = await lab.ask("POST", "/shop/orders", { body: { customerEmail: "nobody", lines: [{ sku: "MUG-100", quantity: 0 }], colour: "red" } });
    expect(status).toBe(422);
    expect((body as { error: { fields: { field: string }[] } }).error.fields.map(({ field }) => field).toSorted()).toEqual(["colour", "customerEmail", "lines.0.quantity"]);
    const unknown = await lab.ask("POST", "/shop/orders", { body: { customerEmail: "ada@example.com", lines: [{ sku: "NO-1", quantity: 1 }] } });
    expect([unknown.status, (unknown.body as { error: { fields: { field: string }[] } }).error.fields[0]?.field]).toEqual([422, "lines.0.sku"]);
  });

  test("an order is paid, refunded in parts and then as a whole, and not more than that", async () => {
    const order = (await lab.ask("POST", "/shop/orders", { body: { customerEmail: "ada@example.com", lines: [{ sku: "MUG-100", quantity: 2 }] } })).body as { id: string; total: number; paymentId: string; status: string };
    const pay = (what: string, body?: unknown) => lab.ask("POST", `/shop/payments/${order.paymentId}/${what}`, body === undefined ? {} : { body });
    const status = async () => ((await lab.ask("GET", `/shop/orders/${order.id}`)).body as { status: string }).status;
    expect([order.status, (await pay("refund", {})).status]).toEqual(["open", 409]);
    expect([(await pay("capture")).status, await status(), (await pay("capture")).status]).toEqual([200, "paid", 409]);
    expect((await pay("refund", { amount: 1.1 })).body).toMatchObject({ status: "captured", refunded: 1.1 });
    expect((await pay("refund", { amount: order.total })).status).toBe(422);
    expect((await pay("refund", {})).body).toMatchObject({ status: "refunded", refunded: order.total });
    expect(await status()).toBe("refunded");
  });

  test("what is there already is a conflict, whatever the case of the address", async () => {
    expect((await lab.ask("POST", "/crm/contacts", { body: { email: "ADA@example.com", firstName: "A", lastName: "B" } })).status).toBe(409);
    expect((await lab.ask("POST", "/warehouse/tables/orders/rows", { body: { id: "ord_1001" } })).status).toBe(409);
  });

  test("a chunk counts once, replaces rows with the same id and reports those it refused", async () => {
    const chunk = { origin: "run_1", node: "n_load", chunk: 3, rows: [{ id: "ord_1001", total: 1 }, { id: "r-1", total: "much" }, { id: "r-2", colour: "red" }, { id: "r-3" }, { total: 4 }] };
    const first = (await lab.ask("POST", "/warehouse/tables/orders/load", { body: chunk })).body as { written: number; rejected: { index: number; message: string }[]; repeated: boolean };
    expect([first.written, first.rejected.map(({ index }) => index), first.repeated]).toEqual([2, [1, 2, 4], false]);
    expect(first.rejected[1]?.message).toContain("colour");
    expect((await lab.ask("POST", "/warehouse/tables/orders/load", { body: { ...chunk, rows: [] } })).body).toEqual({ ...first, repeated: true });
    expect((await lab.store("warehouse").counts()).records).toMatchObject({ orders: 61, loads: 1 });
    const log = await lab.store("warehouse").requests({ limit: 2 });
    expect(log.map(({ isRepeat }) => isRepeat)).toEqual([true, false]);
  });
});

describe("behaviour", () => {
  const statuses = async (count: number) => {
    const seen: number[] = [];
    for (let index = 0; index < count; index += 1) seen.push((await lab.ask("GET", "/crm/contacts?limit=1")).status);
    return seen;
  };

  test("is as it was set, and normal again after a reset", async () => {
    const store = lab.store("crm");
    await store.setBehaviour("down");
    expect(await statuses(2)).toEqual([503, 503]);
    await store.setBehaviour("refuses");
    expect(await statuses(1)).toEqual([422]);
    await store.setBehaviour("limited");
    expect(await statuses(4)).toEqual([429, 200, 429, 200]);
    await store.setBehaviour("limited");
    const limited = await lab.ask("GET", "/crm/contacts");
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "1"]);
    const started = performance.now();
    await store.setBehaviour("slow");
    expect(await statuses(1)).toEqual([200]);
    expect(performance.now() - started).toBeGreaterThan(990);
    expect((await store.requests({ limit: 20 })).map(({ status }) => status)).toEqual([200, 429, 200, 429, 200, 429, 422, 503, 503]);
    await store.reset();
    expect([await statuses(1), await store.requests({ limit: 20 })]).toMatchObject([[200], [{ status: 200 }]]);
  });

  test("200 requests a second are the limit, and every answer says how many are left", async () => {
    const limits = new SystemLimits();
    const taken = Array.from({ length: 202 }, () => limits.take("ws_1/crm", 5_000));
    expect([taken[0], taken[199], taken[200]]).toEqual([{ limit: 200, remaining: 199, reset: 1, isOver: false }, { limit: 200, remaining: 0, reset: 1, isOver: false }, { limit: 200, remaining: 0, reset: 1, isOver: true }]);
    expect([limits.take("ws_2/crm", 5_000).isOver, limits.take("ws_1/crm", 6_000).isOver]).toEqual([false, false]);
    const { headers } = await lab.ask("GET", "/crm/contacts/con_101");
    expect([headers.get("ratelimit-limit"), headers.get("ratelimit-reset"), Number(headers.get("ratelimit-remaining")) < 200]).toEqual(["200", "1", true]);
  });
});

test("the log keeps the last 2,000 requests", async () => {
  const store = lab.store("mailbox");
  await lab.engine.database.pool.query(
    "insert into sample_requests (workspace_id, system, method, path, status, is_repeat) select $1, 'mailbox', 'GET', '/messages', 200, false from generate_series(1, 2500)", [lab.engine.context.workspace.id],
  );
  for (let index = 0; index < 100; index += 1) await store.log({ method: "GET", path: `/messages/${index}`, status: 404, idempotencyKey: null, body: null, isRepeat: false });
  const { requests } = await store.counts();
  expect(requests).toBeGreaterThanOrEqual(keptRequests);
  expect(requests).toBeLessThan(keptRequests + 100);
  expect((await store.requests({ limit: 1 }))[0]?.path).toBe("/messages/99");
});

test("bodies that are no JSON or too large, other methods and other paths are told so", async () => {
  const told = async (...[method, path, options]: Parameters<SampleLab["ask"]>) => (await lab.ask(method, path, options)).status;
  expect(await told("POST", "/mailbox/messages", { body: "{" })).toBe(400);
  expect(await told("DELETE", "/shop/orders/ord_1001")).toBe(405);
  expect(await told("GET", "/shop/nothing")).toBe(404);
  expect(await told("GET", "/nothing/orders")).toBe(404);
  expect(await told("GET", "/shop/orders/%E0%A4%A")).toBe(404);
  expect(await told("POST", "/mailbox/messages", { body: "x".repeat(8 * 1024 * 1024 + 1) }).catch(() => 413)).toBe(413);
});
