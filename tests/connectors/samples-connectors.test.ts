import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ActionContext, OutboundRequest, SinkContext, SourceContext } from "#lib/connectors/define.ts";
import { runAction, sinkRuntime, sourceRuntime } from "#lib/connectors/registry.server.ts";
import { connectors, operationSpec } from "#lib/connectors/registry.ts";
import type { StepError } from "#lib/connectors/step-error.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import type { Json } from "#lib/json.ts";
import { accessKey } from "#lib/samples/access-key.ts";
import { sampleSystems } from "#lib/samples/sample-systems.ts";
import { encryptionKey } from "#lib/server/crypto/workspace-key.ts";
import { openAccess } from "#lib/server/regions/open-access.ts";
import { type SampleLab, startSampleLab } from "#tests/support/sample-lab.ts";

let lab: SampleLab;
const sent: OutboundRequest[] = [];

beforeAll(async () => {
  lab = await startSampleLab();
}, 60_000);
afterAll(() => lab.stop());
beforeEach(async () => {
  sent.length = 0;
  for (const { id } of sampleSystems) await lab.store(id).reset();
});

/** As a step reaches them: the real egress, with the workspace's key put on there. */
function contextOf(type: string, effectKey = "effect-1"): ActionContext & SourceContext & SinkContext {
  const access = openAccess({ workspaceId: lab.engine.context.workspace.id, flowId: "flow_1", runId: "run_1" }, { id: "n_1", type } as PlanNode);
  const signal = new AbortController().signal;
  return {
    baseUrl: access.baseUrl, effectKey, readOnly: false, signal, cursor: null, pageSize: 100, origin: "run_1", node: "n_1",
    database: () => Promise.reject(new Error("no database here")),
    publish: () => Promise.reject(new Error("nothing is published here")),
    async send(request) {
      sent.push(request);
      return await access.send(request, { signal, timeoutMs: 5_000 });
    },
  };
}

async function act(type: string, input: unknown, effectKey?: string): Promise<never> {
  const output = await runAction(type, input, contextOf(type, effectKey));
  operationSpec(type)?.output.parse(output);
  return output as never;
}

test("every action gives what its output says", async () => {
  const calls: [string, unknown, Json][] = [
    ["sample-shop/get-order", { order: "ord_1001" }, { number: "#1001" }],
    ["sample-shop/find-customer", { email: "Ada@example.com" }, { found: true, customer: { name: "Ada Lovelace" } }],
    ["sample-shop/find-customer", { email: "nobody@example.com" }, { found: false, customer: null }],
    ["sample-shop/create-customer", { email: "grace@example.com", name: "Grace Hopper", company: "", country: "us" }, { id: "cus_301", company: null, country: "US" }],
    ["sample-shop/update-customer", { customer: "cus_301", company: "Navy", name: "" }, { name: "Grace Hopper", company: "Navy", country: "US" }],
    ["sample-shop/list-products", {}, {}],
    ["sample-shop/list-products", { sku: "MUG-100" }, { products: [{ name: "Mug Slate" }] }],
    ["sample-shop/create-order", { email: "ada@example.com", lines: [{ sku: "MUG-100", quantity: 2 }], note: "" }, { id: "ord_2001", status: "open", note: null }],
    ["sample-shop/capture-payment", { payment: "pay_2001" }, { status: "captured" }],
    ["sample-shop/refund-payment", { payment: "pay_2001", amount: 1, reason: "Late" }, { refunded: 1 }],
    ["sample-crm/find-contact", { email: "ada@example.com" }, { found: true, contact: { id: "con_101" } }],
    ["sample-crm/find-contact", { email: "nobody@example.com" }, { found: false, contact: null }],
    ["sample-crm/create-contact", { email: "grace@example.com", firstName: "Grace", lastName: "Hopper", company: "", stage: "lead" }, { id: "con_221", company: null }],
    ["sample-crm/update-contact", { contact: "con_101", owner: "Kim", stage: "keep", phone: "" }, { owner: "Kim", stage: "customer", firstName: "Ada" }],
    ["sample-crm/create-lead", { email: "ada@example.com", name: "Ada" }, { contactId: "con_101", status: "new", source: "website" }],
    ["sample-crm/add-note", { contact: "con_101", text: "Hello" }, { text: "Hello" }],
    ["sample-mailbox/send-message", { to: "ada@example.com, grace@example.com", subject: "Hello", text: "Hi" }, { to: ["ada@example.com", "grace@example.com"], folder: "sent" }],
    ["sample-mailbox/list-messages", { folder: "inbox", from: "ada@example.com" }, { messages: [{ subject: "Where is my order #1001?" }] }],
    ["sample-warehouse/query-rows", { table: "orders", id: "ord_1001" }, { rows: [{ customer_email: "ada@example.com" }] }],
    ["sample-warehouse/query-rows", { table: "customers", email: "ada@example.com" }, { rows: [{ id: "cus_101" }] }],
    ["sample-warehouse/insert-row", { table: "orders", values: { id: "r-1", total: 12.5 } }, { id: "r-1", total: 12.5, status: null }],
  ];
  for (const [type, input, expected] of calls) expect(await act(type, input, `${type}-${JSON.stringify(input)}`), type).toMatchObject(expected as object);
  const all = Object.values(connectors).filter((connector) => "isSample" in connector && connector.isSample).flatMap((connector) => Object.entries(connector.operations).filter(([, { kind }]) => kind === "action").map(([name]) => `${connector.id}/${name}`));
  expect(new Set(calls.map(([type]) => type))).toEqual(new Set(all));
});

test("the key is put on outside of the connector, and seen nowhere", async () => {
  const key = accessKey(encryptionKey(), lab.engine.context.workspace.id);
  await act("sample-mailbox/send-message", { to: "ada@example.com", subject: key, text: "x" });
  for (const request of sent) expect(JSON.stringify(request.headers)).not.toContain("sample_");
  // What a system echoes of it is masked in the reply.
  const echoed = await act("sample-mailbox/list-messages", { folder: "sent" });
  expect(JSON.stringify(echoed)).not.toContain(key);
  expect((await lab.store("mailbox").requests({ limit: 5 }))[1]?.body).toContain(key);
});

test("a write carries the effect's key: a repeat gives the same and does nothing new", async () => {
  const first = await act("sample-crm/create-lead", { email: "x@example.com", name: "X" }, "effect-7");
  const second = await act("sample-crm/create-lead", { email: "x@example.com", name: "X" }, "effect-7");
  expect(second).toEqual(first);
  expect((await lab.store("crm").counts()).records).toMatchObject({ leads: 41 });
  expect((await lab.store("crm").requests({ limit: 5 })).map(({ isRepeat, idempotencyKey }) => [isRepeat, idempotencyKey])).toEqual([[true, "effect-7"], [false, "effect-7"]]);
});

describe("a refusal has the class that says whether to try again, and the system's own words", () => {
  const failure = async (type: string, input: unknown) => await act(type, input).then(() => { throw new Error("it did not fail"); }, (error: StepError) => error);

  test.each([
    ["down", "transient", "http_503", undefined],
    ["refuses", "validation", "http_422", undefined],
    ["limited", "rate_limit", "http_429", 1_000],
  ] as const)("%s is %s", async (behaviour, errorClass, code, retryAfterMs) => {
    await lab.store("shop").setBehaviour(behaviour);
    expect(await failure("sample-shop/get-order", { order: "ord_1001" })).toMatchObject({ class: errorClass, code, retryAfterMs });
  });

  test("of what is asked", async () => {
    expect(await failure("sample-shop/get-order", { order: "../ord_1001" })).toMatchObject({ class: "not_found" });
    expect(await failure("sample-crm/create-contact", { email: "ada@example.com", firstName: "A", lastName: "B" })).toMatchObject({ class: "conflict", message: expect.stringContaining("There is one already with ada@example.com") });
    expect(await failure("sample-shop/create-order", { email: "ada@example.com", lines: [{ sku: "NO-1", quantity: 1 }] })).toMatchObject({ class: "validation", message: expect.stringContaining("There is no product NO-1") });
  });

  test("while the systems are off", async () => {
    const { baseUrl: _, ...off } = contextOf("sample-shop/get-order");
    await expect(runAction("sample-shop/get-order", { order: "ord_1001" }, off)).rejects.toMatchObject({ class: "fatal", code: "samples_off", message: expect.stringContaining("MILLRACE_SAMPLES=1") });
    expect(sent).toEqual([]);
  });
});

describe("sources", () => {
  async function readAll(type: string, input: unknown, cursor: Json = null) {
    const records: { id: string }[] = [];
    let pages = 0;
    for await (const page of sourceRuntime(type).read(operationSpec(type)?.input.parse(input), { ...contextOf(type), cursor })) {
      for (const record of page.records) operationSpec(type)?.output.parse(record);
      records.push(...(page.records as { id: string }[]));
      cursor = page.cursor;
      pages += 1;
    }
    return { records, cursor, pages };
  }

  test.each([["sample-shop/orders", 1_000], ["sample-shop/customers", 200], ["sample-crm/contacts", 120], ["sample-warehouse/rows", 60]] as const)("%s gives %i records once, page by page", async (type, count) => {
    const { records, pages } = await readAll(type, {});
    expect([records.length, new Set(records.map(({ id }) => id)).size, pages]).toEqual([count, count, Math.ceil(count / 100)]);
    expect(sourceRuntime(type).keyOf({}, records[0] as unknown as Json)).toBe(records[0]?.id);
  });

  test("go on in the middle, and next time give what changed since and nothing twice", async () => {
    const type = "sample-shop/orders";
    const pages = sourceRuntime(type).read(operationSpec(type)?.input.parse({}), contextOf(type));
    const first = (await pages[Symbol.asyncIterator]().next()).value as { records: { id: string }[]; cursor: Json };
    const rest = await readAll(type, {}, first.cursor);
    expect(new Set([...first.records, ...rest.records].map(({ id }) => id)).size).toBe(1_000);
    expect(rest.records).toHaveLength(900);
    expect((await readAll(type, {}, rest.cursor)).records).toEqual([]);
    await act("sample-shop/create-order", { email: "ada@example.com", lines: [{ sku: "MUG-100", quantity: 1 }] });
    const next = await readAll(type, {}, rest.cursor);
    expect(next.records.map(({ id }) => id)).toEqual(["ord_2001"]);
    expect((await readAll(type, {}, next.cursor)).records).toEqual([]);
  });

  test("of one status are another source than all of them", () => {
    const { identity, keepsCursor } = sourceRuntime("sample-shop/orders");
    expect(identity({ status: "any" })).not.toEqual(identity({ status: "open" }));
    expect([keepsCursor({ changes: "new" }), keepsCursor({ changes: "all" })]).toEqual([true, false]);
  });
});

test("the sink writes each chunk once, and reports what was refused", async () => {
  const type = "sample-warehouse/load";
  const session = await sinkRuntime(type).open({ table: "orders" }, contextOf(type));
  const rows = [{ id: "a", total: 1 }, { id: "b", total: "much" }, { id: "c" }].map((record) => ({ key: record.id, record, settings: {} }));
  const first = await session.write({ number: 4, rows });
  expect(first).toMatchObject({ written: 2, rejected: [{ index: 1, error: { class: "validation", message: expect.stringContaining("total") } }] });
  expect(await session.write({ number: 4, rows })).toMatchObject({ written: 2, rejected: [{ index: 1 }] });
  await session.write({ number: 5, rows: [{ key: "d", record: { colour: "red" }, settings: { columns: { id: "d" } } }] });
  expect(await session.summary()).toEqual({ table: "orders", delivery: "exactly once", repeated: 1 });
  expect((await lab.store("warehouse").counts()).records).toMatchObject({ orders: 63, loads: 2 });
});
