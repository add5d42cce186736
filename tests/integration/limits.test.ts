import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ConfigValue } from "#lib/flow/document.schema.ts";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { pauseFlow } from "#lib/server/flows/pause-flow.ts";
import { resumeFlow } from "#lib/server/flows/resume-flow.ts";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { passRun } from "#lib/server/runs/pass-run.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let engine: TestEngine;
/** How long each call takes: long enough that calls which may overlap do, on a busy machine too. */
const heldMs = 150;
/** What the target sees: how many calls are under way, together and by key, and the order in which they came. */
let seen: { now: Map<string, number>; most: Map<string, number>; order: { key: string; n: number }[] };

beforeAll(async () => {
  target = await startTarget();
  engine = await startEngine({ egressAllow: [target.address] });
});

afterAll(async () => {
  await engine.stop();
  await target.close();
});

beforeEach(() => {
  seen = { now: new Map(), most: new Map(), order: [] };
  target.answer = (call) => {
    const { key, n } = JSON.parse(call.body) as { key: string; n: number };
    seen.order.push({ key, n });
    for (const name of ["", key]) {
      const count = (seen.now.get(name) ?? 0) + 1;
      seen.now.set(name, count);
      seen.most.set(name, Math.max(seen.most.get(name) ?? 0, count));
      setTimeout(() => seen.now.set(name, (seen.now.get(name) ?? 0) - 1), heldMs);
    }
    return { status: 200, delayMs: heldMs };
  };
});

function calling(name: string, limits: Record<string, ConfigValue>) {
  return buildDocument(
    {
      t: { type: "core/event", config: { name: literal(name), ...limits } },
      call: {
        type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/`), send: literal("value"), bodyValue: reference("t", "data") },
        settings: { retry: { attempts: 1, backoff: "constant", delayMs: 0, maxDelayMs: 0 } },
      },
    },
    ["t -> call"],
  );
}

/** All at once, so that there is always work for every place. */
async function publish(name: string, events: readonly { key: string; n: number }[]): Promise<void> {
  await publishEvents(engine.context, { events: events.map((data) => ({ name, data })) });
}

/** `count` events, their keys in turn. */
function turns(keys: number, count: number): { key: string; n: number }[] {
  return Array.from({ length: count }, (_, n) => ({ key: `k${n % keys}`, n }));
}

async function drained(count: number): Promise<void> {
  await until(`${count} calls`, () => seen.order.length >= count);
  await engine.idle();
}

test.each([1, 3])("no more than %i runs at once, and as many when there is work", async (most) => {
  await engine.publish(`at most ${most}`, calling(`limited/${most}`, { most: literal(most) }));
  await publish(`limited/${most}`, turns(5, 12));
  await drained(12);
  expect(seen.most.get("")).toBe(most);
  expect(seen.order).toHaveLength(12);
});

test("a limit for each key leaves other keys alone", async () => {
  await engine.publish("per key", calling("keyed", { most: literal(1), each: literal("data.key") }));
  await publish("keyed", turns(4, 24));
  await drained(24);
  for (const key of ["k0", "k1", "k2", "k3"]) expect(seen.most.get(key)).toBe(1);
  expect(seen.most.get("")).toBeGreaterThan(1);
});

test("in order: each key's events run one after the other as they came", async () => {
  await engine.publish("ordered", calling("ordered", { inOrder: literal(true), each: literal("data.key") }));
  await publish("ordered", turns(3, 24));
  await drained(24);
  for (const key of ["k0", "k1", "k2"]) {
    const numbers = seen.order.filter((call) => call.key === key).map((call) => call.n);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  }
});

test("a failure holds its key up, and no other, until it is let pass", async () => {
  const flow = await engine.publish("blocking", calling("blocking", { inOrder: literal(true), each: literal("data.key"), afterFailure: literal("block") }));
  const answer = target.answer;
  target.answer = (call) => (call.body.includes('"bad"') && !call.body.includes('"n":9') ? { ...answer(call), status: 400 } : answer(call));
  await publish("blocking", [{ key: "bad", n: 1 }, { key: "good", n: 2 }, { key: "bad", n: 9 }, { key: "good", n: 4 }]);
  await drained(3);
  expect(seen.order.map((call) => call.n).toSorted()).toEqual([1, 2, 4]);
  const { runs } = await listRuns(engine.context, { flow: flow.id, status: "failed", limit: 10 });
  await passRun(engine.context, { run: runs[0]?.id ?? "" });
  await drained(4);
  expect(seen.order.at(-1)).toEqual({ key: "bad", n: 9 });
  await expect(passRun(engine.context, { run: runs[0]?.id ?? "" })).rejects.toThrow(/holds nothing up/);
});

test("what a paused flow keeps starts within its limit when it is resumed", async () => {
  const flow = await engine.publish("paused", calling("paused", { most: literal(2) }));
  await pauseFlow(engine.context, { flow: flow.id, reason: "maintenance" });
  await publish("paused", turns(1, 12));
  await engine.idle();
  expect(seen.order).toEqual([]);
  await resumeFlow(engine.context, { flow: flow.id });
  await drained(12);
  expect(seen.most.get("")).toBe(2);
});
