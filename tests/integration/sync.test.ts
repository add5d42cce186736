import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import { pauseFlow } from "#lib/server/flows/pause-flow.ts";
import { resumeFlow } from "#lib/server/flows/resume-flow.ts";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { startSyncLab, type SyncLab, toCalled } from "#tests/support/sync-lab.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let lab: SyncLab;

beforeAll(async () => {
  target = await startTarget();
  lab = await startSyncLab({ egressAllow: [target.address] });
});

afterAll(async () => {
  await lab.stop();
  await target.close();
});

beforeEach(() => {
  target.received.length = 0;
  target.answer = () => ({ status: 200 });
});

const hook = (config: Record<string, ConfigValue> = {}) => ({ type: "core/webhook", config: { answer: literal("respond"), ...config } });
const respond = (body: ConfigValue, config: Record<string, ConfigValue> = {}) => ({ type: "core/respond", config: { body, ...config } });
const post = (path: string, settings: object = {}) => ({ type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/${path}`) }, settings });

async function runsOf(flow: string) {
  const { runs } = await listRuns(lab.context, { flow, limit: 50 });
  return runs;
}

async function runOf(flow: string) {
  const runs = await runsOf(flow);
  expect(runs).toHaveLength(1);
  return await readRun(lab.context, { run: runs[0]?.id ?? "" });
}

const echo = (): FlowDocument => buildDocument({
  hook: hook(),
  shape: { type: "core/map", config: { fields: fields({ id: reference("hook", "body", "id") }) } },
  answer: respond(reference("shape"), { status: literal(201), headers: fields({ "X-Order": reference("hook", "body", "id") }) }),
}, ["hook -> shape", "shape -> answer"]);

describe("a flow that answers", () => {
  test("gives status, headers and body, and everything is recorded when the caller has it", async () => {
    const flow = await lab.publish("echo", echo());
    expect(flow.pattern).toBe("sync");
    const called = await lab.call(flow.hookPath, { id: "order-1" });
    expect([called.status, called.headers.get("x-order"), called.json]).toEqual([201, "order-1", { id: "order-1" }]);
    const run = await runOf(flow.id);
    expect(run.id).toBe(called.headers.get("millrace-run"));
    expect([run.status, run.pattern, run.steps.map(({ name, status }) => [name, status])]).toEqual(["succeeded", "sync", [["hook", "succeeded"], ["shape", "succeeded"], ["answer", "succeeded"]]]);
    const { rows } = await lab.database.pool.query("select (select count(*)::int from events where id = $1) as events, (select count(*)::int from deliveries where event_id = $1 and run_id = $2) as deliveries, (select count(*)::int from engine.runs where id = $2) as jobs", [run.eventId, run.id]);
    expect(rows).toEqual([{ events: 1, deliveries: 1, jobs: 0 }]);
  });

  test("with an effect, the run and what was sent are stored before the effect leaves, and its result before the answer", async () => {
    const flow = await lab.publish("with effect", buildDocument({ hook: hook(), send: post("in"), answer: respond(reference("send", "status")) }, ["hook -> send", "send -> answer"]));
    let before: unknown;
    target.answer = async () => {
      before = (await lab.database.pool.query("select r.status, e.status as effect, (select count(*)::int from events where id = r.event_id) as events, j.leased_by is not null as held from runs r join effects e on e.run_id = r.id join engine.jobs j on j.run_id = r.id where r.flow_id = $1", [flow.id])).rows;
      return { status: 200 };
    };
    const called = await lab.call(flow.hookPath, {});
    expect([called.status, called.text]).toEqual([200, "200"]);
    expect(before).toEqual([{ status: "running", effect: "sent", events: 1, held: true }]);
    expect((await runOf(flow.id)).status).toBe("succeeded");
  });

  test("answers 204 when it ends well without a Respond", async () => {
    const flow = await lab.publish("silent", buildDocument({ hook: hook(), end: { type: "core/stop" } }, ["hook -> end"]));
    const called = await lab.call(flow.hookPath, {});
    expect([called.status, called.text]).toEqual([204, ""]);
  });

  test("answers 502 when another system failed, 500 when the flow did, with code and run", async () => {
    target.answer = () => ({ status: 500 });
    const provider = await lab.publish("provider", buildDocument({ hook: hook(), send: post("in", { retry: { attempts: 1, backoff: "constant", delayMs: 1, maxDelayMs: 1 } }), answer: respond(literal(1)) }, ["hook -> send", "send -> answer"]));
    const called = await lab.call(provider.hookPath, { secret: "in the request" });
    const run = await runOf(provider.id);
    expect(called.status).toBe(502);
    expect(called.json).toMatchObject({ error: { run: run.id, code: expect.any(String) } });
    const own = await lab.publish("own", buildDocument({ hook: hook(), shape: { type: "core/map", config: { fields: fields({ id: reference("hook", "body", "gone", "deeper") }) } }, answer: respond(reference("shape")) }, ["hook -> shape", "shape -> answer"]));
    const failed = await lab.call(own.hookPath, { other: "text of the caller" });
    expect([failed.status, failed.json]).toMatchObject([500, { error: { code: "reference_missing", run: (await runOf(own.id)).id } }]);
    expect(failed.text).not.toContain("text of the caller");
  });

  test("goes on after it has answered, and the first answer wins", async () => {
    const gate = Promise.withResolvers<void>();
    target.answer = async () => {
      await gate.promise;
      return { status: 200 };
    };
    const flow = await lab.publish("early", buildDocument({ hook: hook(), first: respond(literal("first")), send: post("later"), second: respond(literal("second")) }, ["hook -> first", "first -> send", "send -> second"]));
    const called = await lab.call(flow.hookPath, {});
    expect([called.status, called.text]).toEqual([200, '"first"']);
    expect((await runOf(flow.id)).status).toBe("running");
    gate.resolve();
    await lab.idle();
    const run = await runOf(flow.id);
    expect([run.status, run.steps.find(({ name }) => name === "second")?.output]).toMatchObject(["succeeded", { kind: "inline", value: { answered: false, status: 200 } }]);
  });

  test("a caller who hangs up changes nothing", async () => {
    const gate = Promise.withResolvers<void>();
    target.answer = async () => {
      await gate.promise;
      return { status: 200 };
    };
    const flow = await lab.publish("hangs up", buildDocument({ hook: hook(), send: post("in"), answer: respond(literal(1)) }, ["hook -> send", "send -> answer"]));
    const abort = new AbortController();
    const gone = fetch(`${lab.url}/api/hooks/${flow.hookPath}`, { method: "POST", signal: abort.signal }).catch(() => "gone");
    await until("the call to arrive", () => target.received.length === 1);
    abort.abort();
    expect(await gone).toBe("gone");
    gate.resolve();
    await lab.idle();
    expect((await runOf(flow.id)).status).toBe("succeeded");
    expect(target.received).toHaveLength(1);
  });

  test("one that waits for another flow is finished by a worker, and its caller is told", async () => {
    const child = await lab.publish("child", buildDocument({ t: { type: "core/called" }, answer: respond(literal({ left: 3 })) }, ["t -> answer"]));
    const flow = await lab.publish("calls", buildDocument({ hook: hook(), ask: { type: "core/call-flow", config: { flow: literal(child.id) } }, answer: respond(reference("ask")) }, ["hook -> ask", "ask -> answer"]));
    const called = await lab.call(flow.hookPath, {});
    expect([called.status, called.json]).toEqual([200, { left: 3 }]);
    expect((await runOf(flow.id)).status).toBe("succeeded");
  });

  test("a paused one says so, and stores nothing", async () => {
    const flow = await lab.publish("paused", echo());
    await pauseFlow(lab.context, { flow: flow.id, reason: "tired" });
    const called = await lab.call(flow.hookPath, { id: 1 });
    expect([called.status, Number(called.headers.get("retry-after")) > 0, called.json]).toMatchObject([503, true, { error: { code: "unavailable", message: expect.stringContaining("paused") } }]);
    await resumeFlow(lab.context, { flow: flow.id });
    expect((await lab.call(flow.hookPath, { id: 2 })).status).toBe(201);
    expect(await runsOf(flow.id)).toHaveLength(1);
  });
});

describe("what an answer may hold", () => {
  const withHeaders = (name: string, value: ConfigValue, body: ConfigValue = literal("<script>1</script>")) => buildDocument({ hook: hook(), answer: respond(body, { headers: fields({ [name]: value as never }) }) }, ["hook -> answer"]);

  test.each([
    ["Content-Type", "x\r\nset-cookie: a=b"],
    ["Set-Cookie", "a=b"],
    ["Transfer-Encoding", "chunked"],
    ["Content-Security-Policy", "default-src *"],
    ["X-Bad Name", "1"],
  ])("the header %s: %j is refused, by name", async (name, value) => {
    const flow = await lab.publish("header", withHeaders(name, reference("hook", "body", "value")));
    const called = await lab.call(flow.hookPath, { value });
    expect([called.status, called.json]).toMatchObject([500, { error: { code: "unsafe_header" } }]);
    expect(called.headers.get("set-cookie")).toBeNull();
  });

  test("a page runs no script on this origin", async () => {
    const flow = await lab.publish("html", withHeaders("Content-Type", literal("text/html; charset=utf-8")));
    const called = await lab.call(flow.hookPath, {});
    expect([called.status, called.headers.get("content-type"), called.text]).toEqual([200, "text/html; charset=utf-8", "<script>1</script>"]);
    const policy = called.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/(^|; )sandbox(?!.*allow-scripts)(?!.*allow-same-origin)/);
    expect(policy).toContain("default-src 'none'");
    expect(called.headers.get("x-content-type-options")).toBe("nosniff");
  });
});

describe("at the deadline", () => {
  test("the caller gets a link that shows state and answer only, and a worker goes on after the step under way", async () => {
    const gate = Promise.withResolvers<void>();
    target.answer = async ({ url }) => {
      if (url === "/slow") await gate.promise;
      return { status: 200 };
    };
    const flow = await lab.publish("slow", buildDocument({ hook: hook({ deadline: literal(1) }), slow: post("slow"), next: post("next"), answer: respond(reference("hook", "body")) }, ["hook -> slow", "slow -> next", "next -> answer"]));
    const called = await lab.call(flow.hookPath, { id: "late" });
    const run = await runOf(flow.id);
    expect([called.status, called.json]).toMatchObject([202, { run: run.id, state: "running" }]);
    const link = String(called.json?.["statusUrl"]);
    expect(called.headers.get("location")).toBe(link);
    expect(await toCalled(await fetch(link))).toMatchObject({ status: 200, json: { run: run.id, state: "running" } });
    gate.resolve();
    await lab.idle();
    const status = await toCalled(await fetch(link));
    expect(status.json).toEqual({ run: run.id, state: "succeeded", response: { status: 200, contentType: "application/json; charset=utf-8", body: { id: "late" } } });
    expect(target.received.map(({ url }) => url)).toEqual(["/slow", "/next"]);
    const { rows } = await lab.database.pool.query("select answered_at > answer_by as late, fence from runs where id = $1", [run.id]);
    expect(rows[0].late).toBe(true);
    // The worker took it over: the fence was raised once more than by its first holder.
    expect(rows[0].fence).toBeGreaterThan(1);
    expect((await fetch(link.slice(0, -1) + (link.endsWith("A") ? "B" : "A"))).status).toBe(404);
  });

  test("no retry is planned past it: the caller gets the failure in time", async () => {
    target.answer = () => ({ status: 503 });
    const flow = await lab.publish("retries", buildDocument({ hook: hook({ deadline: literal(2) }), send: post("in", { retry: { attempts: 5, backoff: "constant", delayMs: 1_200, maxDelayMs: 1_200 } }), answer: respond(literal(1)) }, ["hook -> send", "send -> answer"]));
    const called = await lab.call(flow.hookPath, {});
    expect(called.status).toBe(502);
    expect(target.received).toHaveLength(2);
    expect((await runOf(flow.id)).status).toBe("failed");
  });

  test("a request over the flow's limit waits its turn until then", async () => {
    const gate = Promise.withResolvers<void>();
    target.answer = async () => {
      await gate.promise;
      return { status: 200 };
    };
    const flow = await lab.publish("limited", buildDocument({ hook: hook({ most: literal(1), deadline: literal(2) }), send: post("in"), answer: respond(reference("hook", "body", "n")) }, ["hook -> send", "send -> answer"]));
    const first = lab.call(flow.hookPath, { n: 1 });
    await until("the first to run", () => target.received.length === 1);
    const second = await lab.call(flow.hookPath, { n: 2 });
    expect([second.status, second.json]).toMatchObject([202, { run: null, state: "waiting" }]);
    expect((await first).status).toBe(202);
    gate.resolve();
    await lab.idle();
    await until("the second to have run", async () => (await runsOf(flow.id)).filter(({ status }) => status === "succeeded").length === 2);
    const third = await lab.call(flow.hookPath, { n: 3 });
    expect([third.status, third.text]).toEqual([200, "3"]);
  });
});

describe("Idempotency-Key", () => {
  const keyed = (key: string) => ({ "idempotency-key": key });

  test("the same request again gets the stored answer, and nothing runs twice", async () => {
    const flow = await lab.publish("keyed", buildDocument({ hook: hook(), send: post("in"), answer: respond(reference("hook", "body", "n"), { status: literal(201) }) }, ["hook -> send", "send -> answer"]));
    const first = await lab.call(flow.hookPath, { n: 1 }, keyed("a"));
    const again = await lab.call(flow.hookPath, { n: 1 }, keyed("a"));
    expect([first.status, first.text, first.headers.get("idempotency-replayed")]).toEqual([201, "1", null]);
    expect([again.status, again.text, again.headers.get("idempotency-replayed")]).toEqual([201, "1", "true"]);
    expect(again.headers.get("millrace-run")).toBe(first.headers.get("millrace-run"));
    expect(target.received).toHaveLength(1);
    expect((await lab.call(flow.hookPath, { n: 2 }, keyed("a"))).status).toBe(422);
    expect((await lab.call(flow.hookPath, { n: 2 }, keyed("b"))).status).toBe(201);
    await lab.database.pool.query("update answer_keys set created_at = now() - interval '25 hours' where flow_id = $1", [flow.id]);
    expect((await lab.call(flow.hookPath, { n: 2 }, keyed("a"))).headers.get("idempotency-replayed")).toBeNull();
    expect(target.received).toHaveLength(3);
  });

  test("while the first still runs the second is told to ask again", async () => {
    const gate = Promise.withResolvers<void>();
    target.answer = async () => {
      await gate.promise;
      return { status: 200 };
    };
    const flow = await lab.publish("keyed, slow", buildDocument({ hook: hook(), send: post("in"), answer: respond(literal("once")) }, ["hook -> send", "send -> answer"]));
    const first = lab.call(flow.hookPath, {}, keyed("a"));
    await until("the first to run", () => target.received.length === 1);
    const second = await lab.call(flow.hookPath, {}, keyed("a"));
    expect([second.status, Number(second.headers.get("retry-after")) > 0]).toEqual([409, true]);
    gate.resolve();
    expect((await first).text).toBe('"once"');
    expect(await lab.call(flow.hookPath, {}, keyed("a"))).toMatchObject({ status: 200, text: '"once"' });
    expect(target.received).toHaveLength(1);
  });

  test("of many at once one runs", async () => {
    const flow = await lab.publish("keyed, many", buildDocument({ hook: hook(), send: post("in"), answer: respond(literal("once")) }, ["hook -> send", "send -> answer"]));
    const all = await Promise.all(Array.from({ length: 12 }, () => lab.call(flow.hookPath, {}, keyed("same"))));
    expect(all.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(all.some(({ status }) => status === 200)).toBe(true);
    expect(target.received).toHaveLength(1);
    expect(await runsOf(flow.id)).toHaveLength(1);
  });

  test("a failure is kept too", async () => {
    target.answer = () => ({ status: 400 });
    const flow = await lab.publish("keyed, fails", buildDocument({ hook: hook(), send: post("in"), answer: respond(literal(1)) }, ["hook -> send", "send -> answer"]));
    const first = await lab.call(flow.hookPath, {}, keyed("a"));
    const again = await lab.call(flow.hookPath, {}, keyed("a"));
    expect(first.status).toBeGreaterThanOrEqual(500);
    expect([again.status, again.json?.["error"]]).toMatchObject([first.status, { run: first.headers.get("millrace-run") }]);
    expect(target.received).toHaveLength(1);
  });
});

test("a process that is told to stop leaves its runs to a worker, and nothing is done twice", async () => {
  const gate = Promise.withResolvers<void>();
  target.answer = async ({ url }) => {
    if (url === "/one" && target.received.length === 1) await gate.promise;
    return { status: 200 };
  };
  const flow = await lab.publish("left", buildDocument({ hook: hook(), one: post("one"), two: post("two"), answer: respond(literal("done")) }, ["hook -> one", "one -> two", "two -> answer"]));
  const called = lab.call(flow.hookPath, {});
  await until("the call to arrive", () => target.received.length === 1);
  await lab.leave();
  gate.resolve();
  expect((await called).text).toBe('"done"');
  expect((await runOf(flow.id)).status).toBe("succeeded");
  expect(new Set(target.received.filter(({ url }) => url === "/two").map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
});
