import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import { createConnection } from "#lib/server/connections/create-connection.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { saveDraft } from "#lib/server/flows/save-draft.ts";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { createApiKey } from "#lib/server/workspaces/create-api-key.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import { startSyncLab, type SyncLab } from "#tests/support/sync-lab.ts";

let lab: SyncLab;

beforeAll(async () => {
  lab = await startSyncLab();
});

afterAll(() => lab.stop());

function answering(config: Record<string, ConfigValue>, body: ConfigValue = reference("hook", "body"), connection?: string): FlowDocument {
  const document = buildDocument({ hook: { type: "core/webhook", config: { answer: literal("respond"), ...config } }, answer: { type: "core/respond", config: { body } } }, ["hook -> answer"]);
  return connection === undefined ? document : { ...document, nodes: document.nodes.map((node) => (node.name === "hook" ? { ...node, connection } : node)) };
}

async function runsOf(flow: string): Promise<number> {
  return (await listRuns(lab.context, { flow, limit: 50 })).runs.length;
}

describe("what a request has to be", () => {
  test("declared fields: every field that is wrong is named, and nothing runs", async () => {
    const flow = await lab.publish("declared", answering({ fields: literal([{ name: "email", type: "text", required: true }, { name: "amount", type: "number", required: false }]) }));
    const called = await lab.call(flow.hookPath, { amount: "12", emial: "ada@example.com" });
    expect(called.status).toBe(400);
    expect(called.json).toMatchObject({ error: { code: "malformed", details: [{ field: "email" }, { field: "amount" }, { field: "emial" }] } });
    const { error } = called.json as { error: { message: string } };
    for (const said of ["“email” is missing. Give text.", "“amount” takes a number.", "no field “emial”"]) expect(error.message).toContain(said);
    expect(await runsOf(flow.id)).toBe(0);
    expect((await lab.call(flow.hookPath, { email: "ada@example.com", amount: 12 })).json).toEqual({ email: "ada@example.com", amount: 12 });
  });

  test("a JSON Schema: nested fields are named by their path", async () => {
    const schema = { type: "object", required: ["customer"], additionalProperties: false, properties: { customer: { type: "object", required: ["email"], properties: { email: { type: "string", format: "email" } } }, tags: { type: "array", items: { type: "string" } } } };
    const flow = await lab.publish("schema", answering({ schema: literal(schema) }));
    const called = await lab.call(flow.hookPath, { customer: { email: "no" }, tags: [1], other: true });
    expect(called.status).toBe(400);
    expect(called.json).toMatchObject({ error: { details: expect.arrayContaining([expect.objectContaining({ field: "customer.email" }), expect.objectContaining({ field: "tags.0" }), expect.objectContaining({ field: "other" })]) } });
    expect((await lab.call(flow.hookPath, { customer: {} })).text).toContain("“customer.email” is missing");
    expect((await lab.call(flow.hookPath, { customer: { email: "ada@example.com" } })).status).toBe(200);
    expect(await runsOf(flow.id)).toBe(1);
  });

  test.each([
    [{ type: "strin" }, "strin"],
    [{ type: "string", pattern: "(a+)+$" }, "pattern"],
    [{ $ref: "https://example.com/schema.json" }, "another document"],
  ])("a schema that cannot be used blocks publishing: %j", async (schema, said) => {
    await expect(lab.publish("bad schema", answering({ schema: literal(schema) }))).rejects.toThrow(said);
  });
});

describe("what an answer has to be", () => {
  const total = literal({ type: "object", required: ["total"], properties: { total: { type: "number" }, note: { type: "string", maxLength: 5 } } });

  test("one that is not what the trigger promises goes to nobody: 500 that names nothing, and the run says which field", async () => {
    const flow = await lab.publish("promised", answering({ gives: total }));
    expect((await lab.call(flow.hookPath, { total: 12 })).json).toEqual({ total: 12 });
    const called = await lab.call(flow.hookPath, { total: "12 secret euros", note: "longer than five" }, { "idempotency-key": "k" });
    const [latest] = (await listRuns(lab.context, { flow: flow.id, limit: 1 })).runs;
    expect([called.status, called.json]).toEqual([500, { error: { code: "answer_mismatch", message: "This flow failed. Its run, in Millrace, says why.", requestId: expect.any(String), run: latest?.id } }]);
    expect(called.text).not.toMatch(/total|note|secret/);
    const run = await readRun(lab.context, { run: latest?.id ?? "" });
    const step = run.steps.find(({ name }) => name === "answer");
    expect([run.status, run.error]).toMatchObject(["failed", { class: "validation", code: "answer_mismatch", node: step?.node }]);
    expect(run.error?.message).toMatch(/not what the trigger promises.*“note”.*“total”/);
    expect(run.error?.message).not.toContain("secret");
    // What it would have given is kept, as is everything before it.
    expect([step?.status, step?.input, run.response]).toMatchObject(["failed", { kind: "inline", value: { status: 200, body: { total: "12 secret euros" } } }, null]);
    const again = await lab.call(flow.hookPath, { total: "12 secret euros", note: "longer than five" }, { "idempotency-key": "k" });
    expect([again.status, again.headers.get("idempotency-replayed"), again.json]).toMatchObject([500, "true", { error: { code: "answer_mismatch" } }]);
  });

  test("an answer that says no, and a later one that goes to nobody, are not held against it", async () => {
    const hook = { type: "core/webhook", config: { answer: literal("respond"), gives: total } };
    const says = (status: number, body: ConfigValue) => ({ type: "core/respond", config: { status: literal(status), body } });
    const no = await lab.publish("says no", buildDocument({ hook, answer: says(404, literal({ message: "no such order" })) }, ["hook -> answer"]));
    expect((await lab.call(no.hookPath, {})).status).toBe(404);
    const twice = await lab.publish("says it twice", buildDocument({ hook, answer: says(200, literal({ total: 1 })), again: says(200, reference("hook", "body")) }, ["hook -> answer", "answer -> again"]));
    expect((await lab.call(twice.hookPath, { total: "text" })).json).toEqual({ total: 1 });
    expect((await listRuns(lab.context, { flow: twice.id, limit: 1 })).runs[0]?.status).toBe("succeeded");
  });

  test("its error path may answer instead", async () => {
    const flow = await lab.publish("says sorry", buildDocument({
      hook: { type: "core/webhook", config: { answer: literal("respond"), gives: total } },
      answer: { type: "core/respond", config: { body: reference("hook", "body") } },
      sorry: { type: "core/respond", config: { status: literal(503), body: literal({ message: "Try again tomorrow." }) } },
    }, ["hook -> answer", "answer.error -> sorry"]));
    const called = await lab.call(flow.hookPath, { total: null });
    expect([called.status, called.json]).toEqual([503, { message: "Try again tomorrow." }]);
    expect((await listRuns(lab.context, { flow: flow.id, limit: 1 })).runs[0]).toMatchObject({ status: "succeeded", handledErrors: 1 });
  });

  test("a flow whose answer can never be so is not published", async () => {
    await expect(lab.publish("never", answering({ gives: total }, literal({ total: "twelve" })))).rejects.toThrow("“total” of the answer is text");
  });
});

describe("a flow in the workspace's API", () => {
  test("has a readable URL, and one for each version", async () => {
    const flow = await lab.publish("versioned", answering({ address: literal("stock") }, literal("one")));
    expect((await lab.callApi("stock", {})).text).toBe('"one"');
    const saved = await saveDraft(lab.context, { flow: flow.id, baseRevision: flow.draftRevision, document: answering({ address: literal("stock") }, literal("two")) });
    await publishFlow(lab.context, { flow: flow.id, baseRevision: saved.draftRevision, message: "" });
    expect((await lab.callApi("stock", {})).text).toBe('"two"');
    expect((await lab.callApi("stock/v1", {})).text).toBe('"one"');
    expect((await lab.callApi("stock/v2", {})).text).toBe('"two"');
    expect((await lab.callApi("stock/v3", {})).status).toBe(404);
    const { rows } = await lab.database.pool.query("select version, count(*)::int as n from runs where flow_id = $1 group by 1 order by 1", [flow.id]);
    expect(rows).toEqual([{ version: 1, n: 2 }, { version: 2, n: 2 }]);
    await expect(lab.publish("taken", answering({ address: literal("stock") }))).rejects.toThrow("“versioned”");
  });

  test("with an API key: one of the workspace that may call flows, and no other", async () => {
    const flow = await lab.publish("keyed", answering({ address: literal("keyed"), auth: literal("api-key") }));
    const may = await createApiKey(lab.context, { name: "may", scopes: ["flows:call"], expiresInDays: null });
    const mayNot = await createApiKey(lab.context, { name: "may not", scopes: ["flows:write", "runs:read"], expiresInDays: null });
    const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
    expect((await lab.callApi("keyed", { n: 1 })).status).toBe(401);
    expect((await lab.callApi("keyed", { n: 1 }, bearer("x".repeat(40)))).status).toBe(401);
    expect((await lab.callApi("keyed", { n: 1 }, bearer(mayNot.secret))).status).toBe(403);
    // The hook's URL is another way to the same flow, not a way round it.
    expect((await lab.call(flow.hookPath, { n: 1 })).status).toBe(401);
    expect(await runsOf(flow.id)).toBe(0);
    expect((await lab.callApi("keyed", { n: 1 }, bearer(may.secret))).json).toEqual({ n: 1 });
    expect((await lab.call(flow.hookPath, { n: 2 }, bearer(may.secret))).json).toEqual({ n: 2 });
  });

  test.each([
    [{ kind: "http/basic", username: "ada", password: "enigma" }, { authorization: `Basic ${Buffer.from("ada:enigma").toString("base64")}` }],
    [{ kind: "http/bearer", token: "enigma" }, { authorization: "Bearer enigma" }],
    [{ kind: "http/api-key", in: "header", name: "X-Token", value: "enigma" }, { "x-token": "enigma" }],
  ] as const)("with a connection's credential: %j", async (credential, headers) => {
    const connection = await createConnection(lab.context, { name: `callers, ${credential.kind}`, allowedHosts: ["callers.example"], credential });
    const flow = await lab.publish("credential", answering({ auth: literal("connection") }, literal("in"), connection.id));
    expect((await lab.call(flow.hookPath, {})).status).toBe(401);
    expect((await lab.call(flow.hookPath, {}, Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}x`])))).status).toBe(401);
    const called = await lab.call(flow.hookPath, {}, headers);
    expect([called.status, called.text]).toEqual([200, '"in"']);
    expect(await runsOf(flow.id)).toBe(1);
    const { rows } = await lab.database.pool.query("select count(*)::int as n from payloads where position('enigma' in convert_from(body, 'UTF8')) > 0 or position($1 in convert_from(body, 'UTF8')) > 0", [Buffer.from("ada:enigma").toString("base64")]);
    expect(rows[0].n).toBe(0);
  });

  test("a pinned version asks its callers for what the newest one asks for", async () => {
    const open = await lab.publish("closed later", answering({ address: literal("closed") }, literal("one")));
    const saved = await saveDraft(lab.context, { flow: open.id, baseRevision: open.draftRevision, document: answering({ address: literal("closed"), auth: literal("api-key") }, literal("two")) });
    await publishFlow(lab.context, { flow: open.id, baseRevision: saved.draftRevision, message: "" });
    expect((await lab.callApi("closed/v1", {})).status).toBe(401);
  });

  test("what is not there, and what does not answer, is not found", async () => {
    const ack = buildDocument({ hook: { type: "core/webhook", config: { address: literal("acks") } }, end: { type: "core/stop" } }, ["hook -> end"]);
    await lab.publish("acks", ack);
    for (const address of ["acks", "nothing", "UPPER", "a/b/c", "stock/v0"]) expect((await lab.callApi(address, {})).status).toBe(404);
  });
});
