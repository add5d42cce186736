import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { insertMember } from "#db/queries/members.ts";
import { insertUser } from "#db/queries/users.ts";
import { databaseOf } from "#db/client.ts";
import type { ApprovalPage } from "#lib/contracts/approvals.schema.ts";
import type { Role } from "#lib/contracts/permissions.ts";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";
import type { ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import { newId } from "#lib/ids.ts";
import type { Json } from "#lib/json.ts";
import { listApprovals } from "#lib/server/approvals/list-approvals.ts";
import { hashPassword } from "#lib/server/auth/password.ts";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { testFlow } from "#lib/server/flows/test-flow.ts";
import { cancelRun } from "#lib/server/runs/cancel-run.ts";
import { decideWait } from "#lib/server/runs/decide-wait.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { replayRun } from "#lib/server/runs/replay-run.ts";
import { startRun } from "#lib/server/runs/start-run.ts";
import { type Answer, call, type Caller, cookieOf, password, publicUrl } from "#tests/support/api.ts";
import { buildDocument, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let engine: TestEngine;
let visits = 0;

beforeAll(async () => {
  target = await startTarget();
  engine = await startEngine({ egressAllow: [target.address], publicUrl });
}, 60_000);
afterAll(async () => {
  await engine.stop();
  await target.close();
});
beforeEach(() => {
  target.received.length = 0;
  target.answer = () => ({ status: 200 });
});

const manual = { type: "core/manual" };
const asking = (config: Record<string, ConfigValue> = {}) => ({ type: "core/approval", config: { question: literal("Refund?"), who: literal("link"), ...config } });
const post = (name: string, value?: ConfigValue) => ({ type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/${name}`), ...(value === undefined ? {} : { send: literal("value"), bodyValue: value }) } });

/** Asks, then calls /approved, /rejected or /timeout. */
function asks(config: Record<string, ConfigValue> = {}): FlowDocument {
  return buildDocument(
    { t: manual, ask: asking(config), approved: post("approved", reference("ask")), rejected: post("rejected", reference("ask")), late: post("timeout", reference("ask")) },
    ["t -> ask", "ask.approved -> approved", "ask.rejected -> rejected", "ask.timeout -> late"],
  );
}

async function start(name: string, document: FlowDocument): Promise<string> {
  return (await startRun(engine.context, { flow: (await engine.publish(name, document)).id, input: {} })).run;
}

async function asked(run: string): Promise<{ run: RunDetail; wait: RunDetail["waits"][number]; token: string }> {
  return await until("the approval to ask", async () => {
    const detail = await readRun(engine.context, { run });
    const wait = detail.waits.find((candidate) => candidate.kind === "approval" && candidate.status === "open");
    return wait && { run: detail, wait, token: wait.link?.split("/a/")[1] ?? "" };
  });
}

async function whenFinal(run: string): Promise<RunDetail> {
  return await until("the run's end", async () => {
    const read = await readRun(engine.context, { run });
    return read.finishedAt !== null && read;
  });
}

async function outputOf(run: string): Promise<Json | undefined> {
  const output = (await whenFinal(run)).steps.find((step) => step.node === nodeId("ask"))?.output;
  return output?.kind === "inline" ? output.value : undefined;
}

/** Each call comes from a network of its own, so that only the test of the limit meets it. */
function from(headers: Record<string, string> = {}): Record<string, string> {
  visits += 1;
  return { "x-millrace-client": `10.${Math.floor(visits / 250)}.0.${visits % 250}`, ...headers };
}

async function look(token: string, as: Caller = {}, headers: Record<string, string> = {}): Promise<Answer & { page: ApprovalPage }> {
  const answer = await call("GET /api/v1/approvals/{link}", { as, params: { link: token }, headers: from(headers) });
  return { ...answer, page: answer.json };
}

async function decide(token: string, body: Record<string, unknown>, as: Caller = {}, headers: Record<string, string> = {}): Promise<Answer> {
  return await call("POST /api/v1/approvals/{link}", { as, params: { link: token }, body, headers: from(headers) });
}

/** Somebody with an account, in the workspace when a role is given. */
async function somebody(role?: Role): Promise<Caller & { email: string }> {
  const db = databaseOf(engine.database.pool);
  const id = newId("user");
  const email = `${id}@approvals.test`;
  await insertUser(db, { id, email, name: email, passwordHash: await hashPassword(password), instanceAdmin: false });
  if (role) await insertMember(db, { workspaceId: engine.context.workspace.id, userId: id, role });
  return { email, cookie: cookieOf(await call("POST /api/v1/session", { body: { email, password }, headers: from() })) };
}

async function eventsNamed(name: string): Promise<{ id: string; dedupe_id: string }[]> {
  return (await engine.database.pool.query("select id, dedupe_id from events where workspace_id = $1 and name = $2 order by id", [engine.context.workspace.id, name])).rows;
}

const withoutRequestId = (answer: Answer): string => answer.text.replace(/"requestId":"[^"]*"/, "");

describe("by link", () => {
  const form = literal([
    { name: "amount", label: "Amount to refund", type: "number", required: true, default: 480 },
    { name: "reason", label: "", type: "choice", required: true, options: ["damaged", "late"] },
    { name: "day", label: "Day", type: "date", required: false },
    { name: "notify", label: "Tell the customer", type: "boolean", required: false },
    { name: "note", label: "Note", type: "long", required: false },
  ]);

  test("anybody decides once, with the form; the next one is told who did, and later steps read the fields", async () => {
    const run = await start("form", asks({ form, message: literal("Order 1042"), approve: literal("Refund") }));
    const { token, wait } = await asked(run);
    const { status, page, headers } = await look(token);
    expect(status).toBe(200);
    expect(page).toMatchObject({ title: "Refund?", status: "open", visitor: null, workspace: "Test", flow: "form", ask: { message: "Order 1042", approve: "Refund", reject: "Reject", form: [{ name: "amount", default: 480 }, { name: "reason", label: "reason", options: ["damaged", "late"] }, {}, {}, {}] } });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(JSON.stringify(page)).not.toContain(run);
    expect(JSON.stringify(page)).not.toContain(wait.id);

    const wrong = await decide(token, { decision: "approved", name: "Ada", values: { amount: "many", reason: "other", day: "2026-02-30", notify: "x", extra: 1 } });
    expect(wrong.status).toBe(422);
    expect((wrong.json as { error: { details: { at: string }[] } }).error.details.map((detail) => detail.at)).toEqual(["values.amount", "values.reason", "values.day", "values.notify", "values.extra"]);
    expect((await decide(token, { decision: "approved", values: { amount: 5, reason: "late" } })).text).toContain("body.name");
    expect((await look(token)).page.status).toBe("open");

    const made = await decide(token, { decision: "approved", name: "Ada", comment: "ok", values: { amount: 479.5, reason: "late", day: "2026-12-24" } });
    expect(made.status).toBe(200);
    expect(made.json).toMatchObject({ status: "approved", decided: { by: "Ada", signedIn: false } });
    expect(await outputOf(run)).toMatchObject({ decision: "approved", by: "Ada", signedIn: false, comment: "ok", fields: { amount: 479.5, reason: "late", day: "2026-12-24", notify: false }, link: `${publicUrl}/a/${token}` });
    expect(target.received.map((received) => [received.url, JSON.parse(received.body).fields.amount])).toEqual([["/approved", 479.5]]);

    expect((await look(token)).page).toMatchObject({ status: "approved", decided: { by: "Ada" }, details: null });
    expect((await decide(token, { decision: "rejected", name: "Bob", values: { amount: 1, reason: "late" } })).status).toBe(409);
    expect((await whenFinal(run)).steps.find((step) => step.node === nodeId("ask"))?.port).toBe("approved");
  });

  test("opening the link decides nothing, however often and whoever opens it", async () => {
    const { token, run } = await asked(await start("prefetched", asks()));
    for (const headers of [{ purpose: "prefetch" }, { "sec-purpose": "prefetch;prerender" }, { "user-agent": "SafeLinks" }, {}]) expect((await look(token, {}, headers)).page.status).toBe("open");
    for (const method of ["PUT", "PATCH", "DELETE"] as const) {
      const { importRoute } = await import("#tests/support/api.ts");
      const handler = (await importRoute("api/v1/approvals/[link]/route.ts"))[method];
      expect((await handler?.(new Request(`${publicUrl}/`, { method }), { params: Promise.resolve({ link: token }) }))?.status).toBe(405);
    }
    expect((await asked(run.id)).wait.status).toBe("open");
    await cancelRun(engine.context, { run: run.id });
  });

  test("a page of another origin decides nothing, with or without a session", async () => {
    const { token, run } = await asked(await start("origin", asks()));
    const editor = await somebody("editor");
    for (const headers of [{ origin: "https://evil.example" }, { origin: "null" }, { origin: "", "sec-fetch-site": "cross-site" }, { origin: "", "sec-fetch-site": "same-site" }]) {
      expect((await decide(token, { decision: "approved", name: "Eve" }, {}, headers)).status).toBe(403);
      expect((await decide(token, { decision: "approved" }, editor, headers)).status).toBe(403);
    }
    expect((await decide(token, { decision: "approved" }, editor, { origin: "" })).status).toBe(403);
    expect((await look(token)).page.status).toBe("open");
    expect((await decide(token, { decision: "approved" }, editor)).status).toBe(200);
    expect(await outputOf(run.id)).toMatchObject({ by: editor.email, signedIn: true });
  });

  test("members decide where members decide: nobody learns more than that they must sign in, or nothing", async () => {
    const { token, run } = await asked(await start("members", asks({ who: literal("members"), question: literal("Secret?") })));
    const [editor, viewer, stranger] = [await somebody("editor"), await somebody("viewer"), await somebody()];
    const answers = [await look(token), await decide(token, { decision: "approved", name: "Eve" })];
    expect(answers.map((answer) => answer.status)).toEqual([401, 401]);
    const [foreign, unknown, impossible] = [await look(token, stranger), await look("A".repeat(43), stranger), await look("x".repeat(5_000), stranger)];
    expect([foreign.status, unknown.status, impossible.status]).toEqual([404, 404, 404]);
    expect(new Set([foreign, unknown, impossible].map(withoutRequestId)).size).toBe(1);
    expect((await decide(token, { decision: "approved" }, stranger)).status).toBe(404);
    expect((await decide(token, { decision: "approved" }, viewer)).status).toBe(403);
    for (const answer of [...answers, foreign]) expect(answer.text).not.toContain("Secret");
    expect((await look(token, editor)).page).toMatchObject({ title: "Secret?", visitor: editor.email });
    expect((await decide(token, { decision: "rejected" }, editor)).status).toBe(200);
    expect(await outputOf(run.id)).toMatchObject({ decision: "rejected", by: editor.email, signedIn: true });
  });

  test("of ten answers at once one counts", async () => {
    const { token, run } = await asked(await start("double", asks()));
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => decide(token, { decision: index % 2 === 0 ? "approved" : "rejected", name: `N${index}` })));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(9);
    const winner = answers.findIndex((answer) => answer.status === 200);
    expect(await outputOf(run.id)).toMatchObject({ by: `N${winner}`, decision: winner % 2 === 0 ? "approved" : "rejected" });
    expect(target.received).toHaveLength(1);
  });

  test("the token is stored nowhere, and only those who may decide are given the link", async () => {
    const { token, run } = await asked(await start("hashed", asks()));
    const stored = await engine.database.pool.query("select w::text as row from waits w where run_id = $1 union all select convert_from(body, 'utf8') from payloads where workspace_id = $2 and codec = 'json'", [run.id, engine.context.workspace.id]);
    const events = await eventsNamed("millrace/approval.requested");
    expect(events.length).toBeGreaterThan(0);
    // The event carries the link to whoever listens to it; nothing else does.
    expect(stored.rows.filter(({ row }) => row.includes(token) && !row.includes("approval.requested"))).toEqual([]);
    const viewer = await readRun({ ...engine.context, role: "viewer" }, { run: run.id });
    expect(viewer.waits[0]).toMatchObject({ link: null, details: null });
    const key = await readRun({ ...engine.context, role: null, actor: { kind: "api-key", keyId: "key_1", scopes: ["runs:read"] } }, { run: run.id });
    expect(key.waits[0]?.link).toBeNull();
    await cancelRun(engine.context, { run: run.id });
  });

  test("a cancelled run and an unknown link say so", async () => {
    const { token, run } = await asked(await start("cancelled", asks()));
    await cancelRun(engine.context, { run: run.id });
    expect((await look(token)).page).toMatchObject({ status: "cancelled", decided: null });
    expect((await decide(token, { decision: "approved", name: "Ada" })).status).toBe(409);
    expect((await look("B".repeat(43))).status).toBe(404);
  });

  test("one network is slowed after 60 visits in a minute, another one is not", async () => {
    const here = { "x-millrace-client": "2001:db8:9::1" };
    const answers: number[] = [];
    for (let count = 0; count < 61; count += 1) answers.push((await look("C".repeat(43), {}, here)).status);
    expect([answers.filter((status) => status === 404).length, answers.at(-1)]).toEqual([60, 429]);
    const limited = await look("C".repeat(43), {}, { "x-millrace-client": "2001:db8:9::ffff" });
    expect([limited.status, Number(limited.headers.get("retry-after")) > 0]).toEqual([429, true]);
    expect((await look("C".repeat(43), {}, { "x-millrace-client": "2001:db8:8::1" })).status).toBe(404);
  });
});

describe("the link before the question", () => {
  test("a step before it, and one beside it, use the link; it is the approval's own", async () => {
    const run = await start("link before", buildDocument(
      { t: manual, mail: post("mail", { kind: "template", parts: ["Open ", reference("ask", "link")] }), ask: asking(), beside: post("beside", { kind: "cel", source: `${nodeId("ask")}.link` }) },
      ["t -> mail", "mail -> ask", "t -> beside"],
    ));
    const { token } = await asked(run);
    await until("both calls", () => target.received.length === 2);
    expect(new Map(target.received.map((received) => [received.url, JSON.parse(received.body)]))).toEqual(new Map([["/mail", `Open ${publicUrl}/a/${token}`], ["/beside", `${publicUrl}/a/${token}`]]));
    await cancelRun(engine.context, { run });
  });

  test("each run and each approval has another one", async () => {
    const document = buildDocument({ t: manual, one: asking(), two: asking() }, ["t -> one", "t -> two"]);
    const flow = await engine.publish("two", document);
    const tokens = new Set<string | null>();
    for (let count = 0; count < 2; count += 1) {
      const { run } = await startRun(engine.context, { flow: flow.id, input: {} });
      const waits = await until("two questions", async () => {
        const found = (await readRun(engine.context, { run })).waits;
        return found.length === 2 && found;
      });
      for (const wait of waits) tokens.add(wait.link);
      await cancelRun(engine.context, { run });
    }
    expect(tokens.size).toBe(4);
  });
});

describe("the event", () => {
  const name = "millrace/approval.requested";

  test("is published once with the link, and starts the flows that listen; a run that it started publishes none", async () => {
    const sender = await engine.publish("sender", buildDocument({ on: { type: "core/event", config: { name: literal(name) } }, send: post("chat", reference("on", "data", "approval")), again: asking({ question: literal("Again?") }) }, ["on -> send", "send -> again"]));
    const before = (await eventsNamed(name)).length;
    const { token, wait, run } = await asked(await start("announced", asks()));
    const chat = await until("the message", () => target.received.find((received) => received.url === "/chat"));
    expect(JSON.parse(chat.body)).toMatchObject({ title: "Refund?", step: "ask", link: `${publicUrl}/a/${token}`, expiresAt: wait.expiresAt });
    // What the sender asks in turn is not announced, or it would never end.
    const second = await until("the sender's own question", async () => (await listApprovals(engine.context, {})).approvals.find((one) => one.title === "Again?"));
    await decideWait(engine.context, { run: second.run, wait: second.wait, decision: "approved", comment: "" });
    await whenFinal(second.run);
    const found = await eventsNamed(name);
    expect(found.slice(before).map((row) => row.dedupe_id)).toEqual([wait.id]);
    expect(target.received.filter((received) => received.url === "/chat")).toHaveLength(1);
    await cancelRun(engine.context, { run: run.id });
    await engine.database.pool.query("delete from subscriptions where flow_id = $1", [sender.id]);
  });

  test("a test-run asks and publishes nothing; nobody else publishes under its name", async () => {
    const flow = await engine.publish("tested", asks());
    const before = (await eventsNamed(name)).length;
    const { run } = await testFlow(engine.context, { flow: flow.id });
    const { token } = await asked(run);
    expect((await look(token)).page.test).toBe(true);
    await decide(token, { decision: "rejected", name: "Ada" });
    await whenFinal(run);
    expect(await eventsNamed(name)).toHaveLength(before);
    await expect(publishEvents(engine.context, { name, data: {} })).rejects.toThrow(/Choose another name/);
  });
});

describe("the end of its time", () => {
  test("races with decisions: one of them counts, and who decides learns which", async () => {
    const flow = await engine.publish("race", asks({ amount: literal(0.4), unit: literal("seconds") }));
    const seen = { decided: 0, late: 0 };
    for (let count = 0; count < 14; count += 1) {
      const { run } = await startRun(engine.context, { flow: flow.id, input: {} });
      const { token, wait } = await asked(run);
      const ends = Date.parse(wait.expiresAt ?? "");
      // Around the very end, a little earlier and later each time.
      await until("the moment", () => Date.now() >= ends - 20 + count * 3);
      const { status } = await decide(token, { decision: "approved", name: "Ada" });
      const output = await outputOf(run);
      expect([200, 409]).toContain(status);
      expect(output).toMatchObject(status === 200 ? { decision: "approved", by: "Ada" } : { decision: "timeout", by: "" });
      expect((await look(token)).page.status).toBe(status === 200 ? "approved" : "expired");
      seen[status === 200 ? "decided" : "late"] += 1;
    }
    expect(seen.decided + seen.late).toBe(14);
    expect(target.received.map((received) => received.url).toSorted()).toEqual([...Array<string>(seen.decided).fill("/approved"), ...Array<string>(seen.late).fill("/timeout")]);
  }, 60_000);

  test("a decision that is committed while the end is looked at still counts alone", async () => {
    const { token, run, wait } = await asked(await start("held end", asks({ amount: literal(1), unit: literal("seconds") })));
    // The decision's transaction holds the row beyond the end of the wait.
    const client = await engine.database.pool.connect();
    await client.query("begin");
    await client.query("update waits set status = 'resolved', result = details, resolved_at = clock_timestamp() where id = $1", [wait.id]);
    await until("the end", async () => (await engine.database.pool.query("select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%''expired''%'")).rowCount === 1);
    expect((await readRun(engine.context, { run: run.id })).status).not.toBe("succeeded");
    await client.query("commit");
    client.release();
    expect((await whenFinal(run.id)).steps.find((step) => step.node === nodeId("ask"))?.port).toBe("rejected");
    expect((await look(token)).page.status).not.toBe("open");
  });

  test.each(["approved", "rejected"] as const)("may count as %s, with what the form held beforehand", async (after) => {
    const form = literal([{ name: "amount", label: "", type: "number", required: true, default: 480 }, { name: "sure", label: "", type: "boolean", required: false }, { name: "why", label: "", type: "text", required: false }]);
    const run = await start(`after that ${after}`, asks({ amount: literal(0.1), unit: literal("seconds"), after: literal(after), form }));
    expect(await outputOf(run)).toMatchObject({ decision: after, by: "", fields: { amount: 480, sure: false } });
    expect(target.received.map((received) => received.url)).toEqual([`/${after}`]);
  });
});

test("the run's page decides with the same form, and the list of what waits gets shorter", async () => {
  const { run, wait } = await asked(await start("by page", asks({ who: literal("members"), form: literal([{ name: "amount", label: "Amount", type: "number", required: true }]) })));
  const mine = async () => (await listApprovals(engine.context, {})).approvals.filter((one) => one.run === run.id);
  expect(await mine()).toMatchObject([{ wait: wait.id, title: "Refund?", flow: "by page" }]);
  await expect(decideWait(engine.context, { run: run.id, wait: wait.id, decision: "approved", comment: "", values: {} })).rejects.toThrow(/amount: This is needed/);
  await decideWait(engine.context, { run: run.id, wait: wait.id, decision: "approved", comment: "", values: { amount: 5 } });
  expect(await outputOf(run.id)).toMatchObject({ by: "owner@example.com", signedIn: true, fields: { amount: 5 } });
  expect(await mine()).toEqual([]);
});

test("a replay from a later step keeps the decision; its former link tells of the former run alone", async () => {
  const { run, token } = await asked(await start("replayed", asks()));
  await decide(token, { decision: "approved", name: "Ada" });
  await whenFinal(run.id);
  const replay = await replayRun(engine.context, { run: run.id, from: nodeId("approved"), version: "same", again: false });
  expect(await outputOf(replay.run)).toMatchObject({ by: "Ada" });
  expect((await look(token)).page.status).toBe("approved");
});
