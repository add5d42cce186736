import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { insertApiKey } from "#db/queries/api-keys.ts";
import { insertMember } from "#db/queries/members.ts";
import { insertUser } from "#db/queries/users.ts";
import { databaseOf } from "#db/client.ts";
import { present } from "#lib/assert.ts";
import type { Endpoint } from "#lib/client/request.ts";
import { contracts } from "#lib/contracts/all.ts";
import type { Contract } from "#lib/contracts/contract.ts";
import { type Role, scopes } from "#lib/contracts/permissions.ts";
import type { AuditEntry } from "#lib/contracts/data-care.schema.ts";
import type { Reject, RunDetail } from "#lib/contracts/runs.schema.ts";
import type { Payload } from "#lib/contracts/payload.schema.ts";
import type { FlowDocument, Template } from "#lib/flow/document.schema.ts";
import { hiddenMark } from "#lib/flow/field-rules/field-rule.ts";
import { newId } from "#lib/ids.ts";
import type { Json } from "#lib/json.ts";
import { hashPassword } from "#lib/server/auth/password.ts";
import { hashToken, newToken } from "#lib/server/crypto/token.ts";
import { createSample } from "#lib/server/samples/create-sample.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { runtime } from "#lib/server/runtime.ts";
import { type Answer, call, type Caller, cookieOf, password, publicUrl } from "#tests/support/api.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { findLeaks } from "#tests/support/leak-oracle.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

/** Under a rule; and one that only its role keeps from a viewer. */
const email = "Canary.Hidden+77@Example.test";
const iban = "DE02120300000000209999";
const plain = "canary of what is under no rule";

let engine: TestEngine;
let target: TargetServer;
const callers: Partial<Record<Role | "key", Caller>> = {};
/** What the paths of contracts name, of things that hold the canaries. */
const things: Record<string, string[]> = {};

const text = (...parts: Template["parts"]): Template => ({ kind: "template", parts });
const mail = reference("hook", "body", "customer", "email");

function everything(): FlowDocument {
  return buildDocument(
    {
      hook: { type: "core/webhook", settings: { keys: [{ name: "E-mail", path: ["body", "customer", "email"] }, { name: "Note", path: ["body", "note"] }] } },
      shape: { type: "core/map", config: { fields: fields({ to: mail, greeting: text("Dear ", mail, ", hello"), account: reference("hook", "body", "account"), note: reference("hook", "body", "note") }) } },
      code: { type: "core/code", config: { input: fields({ to: reference("shape", "to"), all: reference("shape") }), source: literal("console.log('to', input.to); console.log(JSON.stringify(input.all)); return { copied: input.to };") } },
      send: { type: "http/request", config: { method: literal("POST"), url: text(`${target.url}/echo?email=`, mail), send: literal("value"), bodyValue: reference("shape") } },
      lines: { type: "core/split", config: { list: reference("hook", "body", "lines"), key: literal("email") } },
      post: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/line`), send: literal("value"), bodyValue: reference("lines") } },
      first: { type: "core/filter", config: { when: { kind: "condition", match: "all", tests: [{ left: reference("lines", "n"), operator: "equals", right: literal(1) }] } } },
      no: { type: "core/fail", config: { message: text(reference("lines", "email"), " is refused") } },
      all: { type: "core/collect" },
      ask: { type: "core/approval", config: { question: text("Refund ", mail, "?"), who: literal("link"), message: text("To ", mail), details: fields({ email: mail, note: reference("hook", "body", "note") }) } },
      fails: { type: "core/fail", config: { message: text("No account for ", mail, ": ", reference("hook", "body", "note")) } },
    },
    ["hook -> shape", "shape -> code", "shape -> send", "hook -> lines", "lines => post", "post => all", "lines => first", "first => no", "send -> ask", "ask.approved -> fails"],
  );
}

async function post(hookPath: string): Promise<void> {
  const body = { customer: { email, name: plain }, account: { iban }, note: plain, lines: [{ email, n: 1 }, { email: `2${email}`, n: 2, note: plain }] };
  const answer = await receiveHook({ method: "POST", path: hookPath, query: new URLSearchParams(), headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) });
  expect(answer).toMatchObject({ event: expect.stringMatching(/^evt_/) });
}

async function done(...[endpoint, how]: Parameters<typeof call>): Promise<void> {
  const answer = await call(endpoint, how);
  if (answer.status !== 200) throw new Error(`${endpoint} answered ${answer.status}: ${answer.text}`);
}

async function as(role: Role): Promise<Caller> {
  const db = databaseOf(runtime().pool);
  const id = newId("user");
  await insertUser(db, { id, email: `${role}@hidden.test`, name: role, passwordHash: await hashPassword(password), instanceAdmin: role === "owner" });
  await insertMember(db, { workspaceId: engine.context.workspace.id, userId: id, role });
  return { cookie: cookieOf(await call("POST /api/v1/session", { body: { email: `${role}@hidden.test`, password } })), workspace: engine.context.workspace.slug };
}

async function one<Value>(sql: string, ...values: unknown[]): Promise<Value> {
  return present((await runtime().pool.query(sql, values)).rows[0], sql) as Value;
}

beforeAll(async () => {
  target = await startTarget();
  target.answer = ({ url, body }) => (url.startsWith("/line") && body.includes('"n":2') ? { status: 422, body: JSON.stringify({ error: `${email} is refused` }) } : { status: 200, body: JSON.stringify({ you: { said: body } }) });
  engine = await startEngine({ egressAllow: [target.address], publicUrl, samplesPort: 4010 });
  const { context } = engine;
  for (const role of ["viewer", "editor", "owner"] as const) callers[role] = await as(role);
  const key = `mr_live_${newToken()}`;
  await insertApiKey(databaseOf(runtime().pool), { id: newId("apiKey"), workspaceId: context.workspace.id, name: "all", secretHash: hashToken(key), hint: "", scopes: [...scopes], createdBy: "test", expiresAt: null });
  callers.key = { key };

  const flow = await engine.publish("everything", everything());
  for (let n = 0; n < 2; n += 1) await post(flow.hookPath);
  await until("both runs to ask", async () => (await one<{ n: number }>("select count(*)::int as n from waits where kind = 'approval' and status = 'open'")).n === 2);
  const [first = "", second = ""] = (await runtime().pool.query<{ id: string }>("select id from runs order by id")).rows.map(({ id }) => id);
  const owner = present(callers.owner, "the owner");
  const { waits } = (await call("GET /api/v1/runs/{run}", { as: owner, params: { run: first } })).json as RunDetail;
  await done("POST /api/v1/runs/{run}/waits/{wait}", { as: owner, params: { run: first, wait: present(waits[0], "a wait").id }, body: { decision: "approved" } });
  await until("the first run to fail", async () => (await one<{ status: string }>("select status from runs where id = $1", first)).status === "failed");
  const open = (await call("GET /api/v1/runs/{run}", { as: owner, params: { run: second } })).json as RunDetail;
  const sample = await createSample(context, { flow: flow.id, node: nodeId("hook"), from: { kind: "run", run: first } });
  const derived = await createSample(context, { flow: flow.id, node: nodeId("shape"), from: { kind: "run", run: first } });
  await call("PUT /api/v1/flows/{flow}/mocks/{node}", { as: owner, params: { flow: flow.id, node: nodeId("code") }, body: { mock: { value: { customer: { email } } } } });
  const rule = await call("POST /api/v1/alert-rules", { as: owner, body: { name: "Failures", condition: { what: "failed" } } });
  const redrive = newId("redrive");
  await runtime().pool.query(`insert into redrives (workspace_id, id, status, filter, "from", version, rate, up_to, total, started_by) values ($1, $2, 'paused', $3, 'failed', 'same', 1, '', 0, 'test')`, [context.workspace.id, redrive, JSON.stringify({ kind: "live", key: email })]);
  await runtime().pool.query("insert into alerts (id, workspace_id, rule_id, flow_id, group_key, what, state, facts, count, recent, last_at, opened_at) values ($1, $2, $3, $4, 'x', 'failed', 'open', '{}', 1, '{}', now(), now())", [newId("alert"), context.workspace.id, (rule.json as { id: string }).id, flow.id]);
  Object.assign(things, {
    run: [first, second], flow: [flow.id], node: ["hook", "shape", "code", "send", "lines", "post", "ask", "fails"].map(nodeId), part: ["input", "output"], sample: [sample.id, derived.id], version: ["1"], revision: ["1"],
    link: [present(present(open.waits[0], "an open wait").link, "its link").split("/").at(-1) ?? ""], redrive: [redrive], alert: [(await one<{ id: string }>("select id from alerts")).id],
    event: (await runtime().pool.query<{ id: string }>("select id from events order by id")).rows.map(({ id }) => id),
    connection: ["con_none"], table: ["orders"], token: ["none"], connector: ["http"], operation: ["request"], system: ["crm"], template: ["tmpl_none"], collection: ["contacts"],
  });
}, 120_000);

afterAll(async () => {
  await engine?.stop();
  await target?.close();
});

const named = (contract: Contract): Endpoint => `${contract.method} ${contract.path}` as Endpoint;

/** Every GET there is, with every value its path may have. */
async function everyAnswer(who: Caller): Promise<{ where: string; answer: Answer }[]> {
  const answers: { where: string; answer: Answer }[] = [];
  for (const contract of contracts.filter(({ method }) => method === "GET")) {
    const names = [...contract.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
    let choices: Record<string, string>[] = [{}];
    for (const name of names) choices = choices.flatMap((before) => present(things[name], `something for {${name}} of ${contract.path}`).map((value) => ({ ...before, [name]: value })));
    for (const params of choices) {
      const queries = contract.path === "/api/v1/runs" ? ["", "?kind=test", "?status=failed"] : [""];
      for (const query of queries) answers.push({ where: `${named(contract)} ${JSON.stringify(params)}${query}`, answer: await call(named(contract), { as: who, params, query }) });
    }
  }
  return answers;
}

async function leaks(who: Caller | undefined, canaries: readonly string[]): Promise<string[]> {
  const answers = await everyAnswer(present(who, "a caller"));
  for (const { where, answer } of answers) expect(answer.status, `${where}: ${answer.text.slice(0, 300)}`).toBeLessThan(500);
  return answers.flatMap(({ where, answer }) => findLeaks(where, answer.text, canaries));
}

const routesOf = (found: readonly string[]): string[] => [...new Set(found.map((leak) => leak.split(" ").slice(0, 2).join(" ")))].toSorted();

test("without a rule the values are there to be seen, in every place that the rules have to cover", async () => {
  const found = await leaks(callers.editor, [email]);
  expect(routesOf(found)).toEqual([
    "GET /api/v1/approvals", "GET /api/v1/approvals/{link}", "GET /api/v1/events", "GET /api/v1/events/{event}", "GET /api/v1/failures", "GET /api/v1/flows/{flow}/mocks", "GET /api/v1/flows/{flow}/samples/{sample}", "GET /api/v1/runs",
    "GET /api/v1/runs/{run}", "GET /api/v1/runs/{run}/regions/{node}/rejects", "GET /api/v1/runs/{run}/steps/{node}/{part}",
  ]);
});

test("a viewer finds none of the values, rule or not, and sees shapes", async () => {
  // Whoever was sent an approval's link sees what its maker put on the page; no viewer is given one.
  expect((await leaks(callers.viewer, [email, iban, plain])).filter((leak) => !leak.startsWith("GET /api/v1/approvals/{link}"))).toEqual([]);
  const params = { run: things["run"]?.[0] ?? "", node: nodeId("hook"), part: "output" };
  const { json } = await call("GET /api/v1/runs/{run}/steps/{node}/{part}", { as: callers.viewer ?? {}, params });
  expect(json).toMatchObject({ kind: "shape", shape: { body: { customer: { email: `text, ${email.length} characters` }, note: `text, ${plain.length} characters` } } });
  expect((await call("GET /api/v1/runs", { as: callers.viewer ?? {}, query: `?key=${encodeURIComponent(email)}` })).status).toBe(403);
});

describe("with rules of the flow and of the workspace", () => {
  beforeAll(async () => {
    await done("PUT /api/v1/flows/{flow}/field-rules", { as: callers.editor ?? {}, params: { flow: things["flow"]?.[0] ?? "" }, body: { rules: [{ path: "customer.email", action: "hide" }, { path: "lines[].email", action: "hide" }, { path: "email", action: "hide" }] } });
    await done("PUT /api/v1/data-care", { as: callers.owner ?? {}, body: { rules: [{ path: "**.iban", action: "last4" }], viewersSeeValues: false } });
  });

  test.each(["editor", "owner", "key", "viewer"] as const)("no GET of the API gives them to: %s", async (who) => {
    expect(await leaks(callers[who], [email, iban])).toEqual([]);
  });

  test("what is under no rule is still shown to an editor", async () => {
    expect(routesOf(await leaks(callers.editor, [plain]))).toContain("GET /api/v1/runs/{run}");
  });

  test("the masks stand where the values were", async () => {
    const { json } = await call("GET /api/v1/runs/{run}", { as: callers.editor ?? {}, params: { run: things["run"]?.[0] ?? "" } });
    const run = json as RunDetail;
    expect(run.keys).toEqual({ "E-mail": hiddenMark, Note: plain });
    expect(run.error?.message).toBe(`No account for ${hiddenMark}: ${plain}`);
    const shape = run.steps.find((step) => step.name === "shape")?.output as Payload & { kind: "inline" };
    expect(shape.value).toEqual({ to: hiddenMark, greeting: `Dear ${hiddenMark}, hello`, account: { iban: `${hiddenMark}9999` }, note: plain });
    expect(shape.hidden).toEqual([{ path: ["to"], by: "copy" }, { path: ["greeting"], by: "copy" }, { path: ["account", "iban"], by: "rule" }]);
    expect(run.steps.find((step) => step.name === "code")?.logs[0]).toBe(`to ${hiddenMark}`);
    const { rejects } = (await call("GET /api/v1/runs/{run}/regions/{node}/rejects", { as: callers.editor ?? {}, params: { run: run.id, node: nodeId("lines") } })).json as { rejects: Reject[] };
    expect(rejects.find(({ node }) => node === nodeId("post"))).toMatchObject({ key: hiddenMark, record: { value: { email: hiddenMark, n: 2 } } });
    expect(rejects.find(({ node }) => node === nodeId("no"))?.error.message).toBe(`${hiddenMark} is refused`);
  });

  test("the steps worked with the values themselves", () => {
    expect(target.received.filter(({ url, body }) => url.startsWith("/echo?email=") && body.includes(email))).toHaveLength(2);
  });

  test("a replay with an edited input keeps what was left hidden", async () => {
    const run = things["run"]?.[0] ?? "";
    const read = (await call("GET /api/v1/runs/{run}", { as: callers.editor ?? {}, params: { run } })).json as RunDetail;
    const input = structuredClone((read.input as Payload & { kind: "inline" }).value as Json) as { body: { note: string } };
    input.body.note = "another note";
    const started = await call("POST /api/v1/runs/{run}/replay", { as: callers.editor ?? {}, params: { run }, body: { input } });
    expect(started.status, started.text).toBe(202);
    await until("the replay to send", () => target.received.some(({ body }) => body.includes(email) && body.includes("another note")));
  });

  test("an editor reveals one field, and the audit log says so; others cannot", async () => {
    const [run = ""] = things["run"] ?? [];
    const reveal = (who: Role | "key", body: object) => call("POST /api/v1/runs/{run}/reveal", { as: callers[who] ?? {}, params: { run }, body });
    const body = { node: nodeId("shape"), part: "output", path: ["to"], reason: "ticket 7" };
    expect((await reveal("viewer", body)).status).toBe(403);
    expect((await reveal("key", body)).status).toBe(403);
    expect((await reveal("editor", { ...body, path: ["note"] })).status).toBe(412);
    expect((await reveal("editor", body)).json).toEqual({ value: email });
    expect((await reveal("editor", { part: "input", path: ["body", "customer", "email"] })).json).toEqual({ value: email });
    const logs = (await reveal("editor", { node: nodeId("code"), part: "logs" })).json as { value: string[] };
    expect(logs.value[0]).toBe(`to ${email}`);
    expect((await reveal("editor", { part: "error" })).json).toEqual({ value: `No account for ${email}: ${plain}` });
    // Of a region: a sample, a rejected record and what was said of it.
    const { rejects } = (await call("GET /api/v1/runs/{run}/regions/{node}/rejects", { as: callers.editor ?? {}, params: { run, node: nodeId("lines") } })).json as { rejects: Reject[] };
    const rejectAt = (name: string) => ({ node: nodeId("lines"), part: "reject", seq: present(rejects.find(({ node }) => node === nodeId(name)), "a reject").seq });
    expect((await reveal("editor", { node: nodeId("lines"), part: "samples", path: [0, "email"] })).json).toEqual({ value: email });
    expect((await reveal("editor", { ...rejectAt("post"), path: ["email"] })).json).toEqual({ value: `2${email}` });
    expect((await reveal("editor", { ...rejectAt("post"), seq: 1_000, path: ["email"] })).status).toBe(412);
    expect((await reveal("editor", { ...rejectAt("no"), part: "reject-error" })).json).toEqual({ value: `${email} is refused` });
    expect((await reveal("editor", { part: "reason" })).json).toEqual({ value: expect.stringContaining(email) });
    const { json } = await call("GET /api/v1/audit", { as: callers.owner ?? {}, query: "?action=run.reveal" });
    const { entries } = json as { entries: AuditEntry[] };
    expect(entries.map(({ details }) => details["part"])).toEqual(expect.arrayContaining(["samples", "reject"]));
    expect(entries.at(-1)).toMatchObject({ action: "run.reveal", target: run, actor: expect.stringMatching(/^user:/), details: { step: "shape", part: "output", path: ["to"], reason: "ticket 7" } });
    expect((await call("GET /api/v1/audit", { as: callers.editor ?? {} })).status).toBe(403);
    expect(JSON.stringify(json)).not.toContain(email);
  });

  test("only an admin shows again what a rule hid, and a viewer sees values when the workspace says so, but no hidden field", async () => {
    const params = { flow: things["flow"]?.[0] ?? "" };
    expect((await call("PUT /api/v1/flows/{flow}/field-rules", { as: callers.editor ?? {}, params, body: { rules: [] } })).status).toBe(403);
    await call("PUT /api/v1/data-care", { as: callers.owner ?? {}, body: { rules: [{ path: "**.iban", action: "last4" }], viewersSeeValues: true } });
    expect(await leaks(callers.viewer, [email, iban])).toEqual([]);
    expect(routesOf(await leaks(callers.viewer, [plain]))).toContain("GET /api/v1/runs/{run}/steps/{node}/{part}");
  });
});
