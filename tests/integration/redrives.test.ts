import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { saveDraft } from "#lib/server/flows/save-draft.ts";
import { listFailures } from "#lib/server/failures/list-failures.ts";
import { setFailureState } from "#lib/server/failures/set-failure-state.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { changeRedrive } from "#lib/server/redrives/change-redrive.ts";
import { previewRedrive } from "#lib/server/redrives/preview-redrive.ts";
import { readRedrive } from "#lib/server/redrives/read-redrive.ts";
import { startRedrive } from "#lib/server/redrives/start-redrive.ts";
import { compareWithGood } from "#lib/server/runs/compare-with-good.ts";
import { countRunsOverTime } from "#lib/server/runs/count-runs-over-time.ts";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { replayRun } from "#lib/server/runs/replay-run.ts";
import { setRunTags } from "#lib/server/runs/set-run-tags.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { ownerContext, startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { type Received, startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let engine: TestEngine;

beforeAll(async () => {
  target = await startTarget();
  engine = await startEngine({ egressAllow: [target.address] });
});
afterAll(async () => {
  await engine.stop();
  await target.close();
});
beforeEach(() => {
  target.received.length = 0;
  target.answer = () => ({ status: 200 });
});

const once = { retry: { attempts: 1, backoff: "constant" as const, delayMs: 0, maxDelayMs: 0 } };

function post(name: string) {
  const config = { method: literal("POST"), url: literal(`${target.url}/${name}`), send: literal("fields"), bodyFields: fields({ order: reference("hook", "body", "order") }) };
  return { type: "http/request", config, settings: once };
}

/** An order is shipped, and then the customer is told. */
function orders() {
  const hook = { type: "core/webhook", settings: { keys: [{ name: "order id", path: ["body", "order"] }] } };
  return buildDocument({ hook, ship: post("ship"), tell: post("tell") }, ["hook -> ship", "ship -> tell"]);
}

async function send(hookPath: string, order: string): Promise<void> {
  await receiveHook({ method: "POST", path: hookPath, query: new URLSearchParams(), headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify({ order })) });
}

const orderOf = (call: Received): string => (JSON.parse(call.body) as { order: string }).order;

/** Orders whose number says that they fail, for one of two reasons. */
const isLost = (order: string): boolean => Number(order.slice(2)) % 3 === 0;
const isUnknown = (order: string): boolean => Number(order.slice(2)) % 5 === 1;

function breakTarget(answered: Map<string, number>): void {
  target.answer = (call) => {
    const order = orderOf(call);
    if (call.url === "/ship" && isLost(order)) return { status: 503, body: `{"message":"no stock for ${order}"}` };
    if (call.url === "/tell" && isUnknown(order)) return { status: 422, body: `{"message":"customer of ${order} is not known"}` };
    answered.set(`${call.url} ${order}`, (answered.get(`${call.url} ${order}`) ?? 0) + 1);
    return { status: 200 };
  };
}

describe("failures of a target", () => {
  test("are two groups for two reasons; a redrive does exactly what failed, and nobody gets anything twice", async () => {
    const answered = new Map<string, number>();
    breakTarget(answered);
    const flow = await engine.publish("orders", orders());
    const all = Array.from({ length: 60 }, (_, n) => `o-${1_000 + n}`);
    for (const order of all) await send(flow.hookPath, order);
    await engine.idle();

    const { groups } = await listFailures(engine.context, { flow: flow.id });
    const lost = all.filter(isLost);
    const unknown = all.filter((order) => !isLost(order) && isUnknown(order));
    expect(groups.map(({ error, total, left, state, versions }) => ({ node: error.node, total, left, state, versions })).toSorted((a, b) => b.total - a.total)).toEqual([
      { node: nodeId("ship"), total: lost.length, left: lost.length, state: "open", versions: [1] },
      { node: nodeId("tell"), total: unknown.length, left: unknown.length, state: "open", versions: [1] },
    ]);

    // The target is mended; now everything that it accepts counts.
    target.answer = (call) => {
      const key = `${call.url} ${orderOf(call)}`;
      answered.set(key, (answered.get(key) ?? 0) + 1);
      return { status: 200 };
    };
    const filter = { flow: flow.id, kind: "live" as const, status: "failed" as const };
    expect(await previewRedrive(engine.context, { filter, from: "failed" })).toEqual({
      runs: lost.length + unknown.length, flows: 1, more: false, confirmed: unknown.length, leftOut: 0,
      kinds: [{ flow: flow.name, step: "ship", class: "transient", count: lost.length }, { flow: flow.name, step: "tell", class: "validation", count: unknown.length }].toSorted((a, b) => b.count - a.count),
      confirmedBy: [{ flow: flow.name, step: "ship", count: unknown.length }], unknownBy: [],
    });
    const before = target.received.length;
    const redrive = await startRedrive(engine.context, { filter, from: "failed", version: "latest", rate: 100 });
    expect(redrive).toMatchObject({ status: "running", total: lost.length + unknown.length });
    const done = await until("the redrive and its runs to be over", async () => {
      const read = await readRedrive(engine.context, { redrive: redrive.id });
      return read.status === "done" && read.runs.open === 0 && read;
    }, 60_000);
    expect(done).toMatchObject({ started: lost.length + unknown.length, runs: { succeeded: lost.length + unknown.length, failed: 0, open: 0 }, refused: [] });

    // What the target itself says: each order was shipped and told of once; and no more was called than what had failed.
    expect([...answered.values()].filter((count) => count !== 1)).toEqual([]);
    expect(answered.size).toBe(2 * all.length);
    expect(target.received.length - before).toBe(2 * lost.length + unknown.length);
    expect((await listFailures(engine.context, { flow: flow.id })).groups.map(({ left }) => left)).toEqual([0, 0]);

    // Asked again, nothing is left.
    expect(await previewRedrive(engine.context, { filter, from: "failed" })).toMatchObject({ runs: 0, leftOut: lost.length + unknown.length });
    await expect(startRedrive(engine.context, { filter, from: "failed", version: "latest", rate: 100 })).rejects.toMatchObject({ code: "precondition" });
  }, 60_000);

  test("a group that is resolved is open again when it happens again; a muted one stays muted", async () => {
    target.answer = () => ({ status: 500 });
    const flow = await engine.publish("resolved", orders());
    await send(flow.hookPath, "o-1");
    await engine.idle();
    const [group] = (await listFailures(engine.context, { flow: flow.id })).groups;
    const key = { flow: flow.id, fingerprint: group?.fingerprint ?? "" };
    expect(await setFailureState(engine.context, { ...key, state: "resolved" })).toMatchObject({ state: "resolved" });
    await send(flow.hookPath, "o-2");
    await engine.idle();
    expect((await listFailures(engine.context, { flow: flow.id })).groups).toMatchObject([{ state: "open", total: 2 }]);
    await setFailureState(engine.context, { ...key, state: "muted" });
    await send(flow.hookPath, "o-3");
    await engine.idle();
    expect((await listFailures(engine.context, { flow: flow.id, state: "muted" })).groups).toMatchObject([{ total: 3 }]);
    const foreign = ownerContext({ id: "ws_other", slug: "other", name: "Other" });
    expect((await listFailures(foreign, {})).groups).toEqual([]);
    await expect(setFailureState(foreign, { ...key, state: "muted" })).rejects.toMatchObject({ code: "not_found" });
  });

  test("a redrive keeps its rate, is paused and resumed, and goes on after its worker", async () => {
    target.answer = () => ({ status: 500 });
    const flow = await engine.publish("paused", orders());
    for (let n = 0; n < 12; n += 1) await send(flow.hookPath, `o-${n}`);
    await engine.idle();
    target.answer = () => ({ status: 200 });
    const filter = { flow: flow.id, kind: "live" as const };
    const { id } = await startRedrive(engine.context, { filter, from: "failed", version: "same", rate: 4 });
    await until("some to be started", async () => (await readRedrive(engine.context, { redrive: id })).started > 0);
    const paused = await changeRedrive(engine.context, { redrive: id, status: "paused" });
    expect(paused.started).toBeLessThan(12);
    await changeRedrive(engine.context, { redrive: id, status: "running", rate: 100 });
    const done = await until("the rest", async () => {
      const read = await readRedrive(engine.context, { redrive: id });
      return read.status === "done" && read.runs.open === 0 && read;
    }, 30_000);
    expect(done).toMatchObject({ started: 12, runs: { succeeded: 12 } });
    await expect(changeRedrive(engine.context, { redrive: id, status: "stopped" })).rejects.toMatchObject({ code: "conflict" });
  }, 60_000);

  test("what cannot be done again is counted with its reason, and the rest goes on", async () => {
    target.answer = () => ({ status: 500 });
    const [gone, kept] = [await engine.publish("gone", orders()), await engine.publish("kept", orders())];
    for (const flow of [gone, kept]) await send(flow.hookPath, "o-1");
    await engine.idle();
    await engine.database.pool.query("update flows set deleted_at = now() where id = $1", [gone.id]);
    const newest = (await listRuns(engine.context, { flow: kept.id, limit: 1 })).runs[0]?.createdAt ?? "";
    const since = new Date(Date.parse(newest) - 10_000).toISOString();
    target.answer = () => ({ status: 200 });
    const { id } = await startRedrive(engine.context, { filter: { kind: "live", since, status: "failed" }, from: "failed", version: "latest", rate: 100 });
    const done = await until("its end", async () => {
      const read = await readRedrive(engine.context, { redrive: id });
      return read.status === "done" && read;
    }, 30_000);
    expect(done.refused).toEqual([{ reason: "The flow of this run was deleted, so it cannot be run again.", count: 1 }]);
  });
});

describe("runs are found", () => {
  test("by business key, tag, version, time, duration, error and group; and drawn over time", async () => {
    target.answer = (call) => ({ status: orderOf(call) === "k-2" ? 409 : 200, delayMs: orderOf(call) === "k-3" ? 300 : 0 });
    const flow = await engine.publish("found", orders());
    for (const order of ["k-1", "k-2"]) await send(flow.hookPath, order);
    await engine.idle();
    const saved = await saveDraft(engine.context, { flow: flow.id, baseRevision: flow.draftRevision, document: orders() });
    await publishFlow(engine.context, { flow: flow.id, baseRevision: saved.draftRevision, message: "" });
    await send(flow.hookPath, "k-3");
    await engine.idle();
    const find = async (filter: object) => (await listRuns(engine.context, { flow: flow.id, limit: 10, ...filter })).runs.map(({ keys }) => keys["order id"]);
    expect(await find({})).toEqual(["k-3", "k-2", "k-1"]);
    expect((await listRuns(engine.context, { key: "k-2", limit: 10 })).runs).toMatchObject([{ keys: { "order id": "k-2" }, status: "failed" }]);
    const failed = (await listRuns(engine.context, { key: "k-2", limit: 10 })).runs[0];
    expect(await find({ version: 2 })).toEqual(["k-3"]);
    expect(await find({ minMs: 300 })).toEqual(["k-3"]);
    expect(await find({ maxMs: 250 })).not.toContain("k-3");
    expect(await find({ minMs: 20_000 })).toEqual([]);
    expect(await find({ code: failed?.error?.code })).toEqual(["k-2"]);
    expect(await find({ fingerprint: failed?.fingerprint ?? "" })).toEqual(["k-2"]);
    expect(await find({ pattern: "event" })).toHaveLength(3);
    expect(await find({ pattern: "batch" })).toEqual([]);
    const middle = failed?.createdAt ?? "";
    expect(await find({ since: middle })).toEqual(["k-3", "k-2"]);
    expect(await find({ until: middle })).toEqual(["k-1"]);
    await setRunTags(engine.context, { run: failed?.id ?? "", tags: ["incident 4", "checked"] });
    expect(await find({ tag: "incident 4" })).toEqual(["k-2"]);
    // A tag is no key, and a key is no tag.
    expect([await find({ key: "checked" }), await find({ tag: "k-2" })]).toEqual([[], []]);
    await setRunTags(engine.context, { run: failed?.id ?? "", tags: [] });
    expect(await find({ tag: "incident 4" })).toEqual([]);
    const chart = await countRunsOverTime(engine.context, { flow: flow.id, kind: "live" });
    expect([chart.runs, chart.more, chart.bars.filter(({ status }) => status === "failed").map(({ count }) => count)]).toEqual([3, false, [1]]);
    expect(await countRunsOverTime(engine.context, { flow: "flow_none", kind: "live" })).toEqual({ bars: [], spanMs: 0, runs: 0, more: false });
  });
});

test("a failed run is compared with the last one that went well: version, shape, connections, duration", async () => {
  const flow = await engine.publish("compared", orders());
  const post = (body: object) => receiveHook({ method: "POST", path: flow.hookPath, query: new URLSearchParams(), headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) });
  target.answer = () => ({ status: 500 });
  await post({ order: "o-0" });
  await engine.idle();
  const newest = async (): Promise<string> => (await listRuns(engine.context, { flow: flow.id, limit: 1 })).runs[0]?.id ?? "";
  expect(await compareWithGood(engine.context, { run: await newest() })).toEqual({ good: null });
  target.answer = () => ({ status: 200 });
  await post({ order: "o-1", total: 12, note: "x" });
  await engine.idle();
  const good = await newest();
  target.answer = () => ({ status: 500 });
  await post({ order: "o-2", total: "12", extra: [1] });
  await engine.idle();
  const found = await compareWithGood(engine.context, { run: await newest() });
  expect(found).toMatchObject({
    good: { run: good, version: 1 }, version: 1, connections: { used: 0, changed: [] },
    shape: { added: ["body.extra", "body.extra[]"], gone: ["body.note"], retyped: [{ path: "body.total", was: "number", is: "text" }] },
  });
  expect(JSON.stringify(found)).not.toContain("o-2");
  await expect(compareWithGood(ownerContext({ id: "ws_other", slug: "other", name: "Other" }), { run: good })).rejects.toMatchObject({ code: "not_found" });
});

test("a replay of what failed runs parallel failures again, and what came after them, and nothing else", async () => {
  const isBroken = new Set(["/left", "/right"]);
  target.answer = ({ url }) => ({ status: isBroken.has(url) ? 500 : 200 });
  const document = buildDocument(
    { hook: { type: "core/webhook" }, first: post("first"), left: post("left"), right: post("right"), third: post("third"), last: post("last") },
    ["hook -> first", "first -> left", "first -> right", "first -> third", "left -> last"],
  );
  const flow = await engine.publish("parallel", document);
  await send(flow.hookPath, "o-1");
  await engine.idle();
  const [run] = (await listRuns(engine.context, { flow: flow.id, limit: 1 })).runs;
  isBroken.clear();
  target.received.length = 0;
  const replay = await replayRun(engine.context, { run: run?.id ?? "", failed: true, version: "same", again: false });
  await engine.idle();
  const read = await readRun(engine.context, { run: replay.run });
  expect(read).toMatchObject({ status: "succeeded", replayOf: run?.id });
  expect(target.received.map(({ url }) => url).toSorted()).toEqual(["/last", "/left", "/right"]);
  expect(read.steps.filter(({ reused }) => reused).map(({ name }) => name).toSorted()).toEqual(["first", "hook", "third"]);
  expect((await readRun(engine.context, { run: run?.id ?? "" })).replayedBy).toBe(replay.run);
});
