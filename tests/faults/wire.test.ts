import { afterAll, beforeAll, expect, test } from "vitest";
import { amount } from "./harness/amount.ts";
import { checkHistory, faultsOf, type History } from "./harness/check-history.ts";
import { chain } from "./harness/flows.ts";
import { type Lab, openLab } from "./harness/lab.ts";
import { postEvents } from "./harness/post-events.ts";
import { createRandom } from "./harness/random.ts";
import { report } from "./harness/report.ts";
import type { Slot } from "./harness/slot.ts";
import { startWireProxy, type WireProxy } from "./harness/wire-proxy.ts";

let lab: Lab;
let proxy: WireProxy;
let slots: { worker: Slot; ingress: Slot };
const random = createRandom();
let first = 1;

beforeAll(async () => {
  lab = await openLab({ through: async (port) => (proxy = await startWireProxy(port)) });
  slots = { worker: lab.slot({ role: "worker" }), ingress: lab.slot({ role: "ingress" }) };
  await Promise.all([slots.worker.start(), slots.ingress.start()]);
}, 60_000);
afterAll(() => lab.close(), 60_000);

/** Runs events through a proxy that does harm until `harms` have been done, and then lets everything pass. */
async function through(harms: number, events: number, judge: WireProxy["judge"]): Promise<{ history: History; done: number; retries: number }> {
  const flow = await lab.publish("through a proxy", chain(lab.effects.url));
  let done = 0;
  proxy.judge = (trip) => {
    const harm = done < harms ? judge(trip) : null;
    if (harm) done += 1;
    return harm;
  };
  const from = first;
  first += events;
  const { acked, retries } = await postEvents(lab.hookUrl(flow), { from, count: events, clients: 8 });
  await lab.drained(amount(90_000, 600_000));
  proxy.judge = () => null;
  expect([slots.worker.starts(), slots.ingress.starts(), slots.worker.isRunning(), slots.ingress.isRunning()]).toEqual([1, 1, true, true]);
  return { history: await checkHistory(lab, flow, acked, ["a", "b", "c"]), done, retries };
}

test("R25: statements that fail with a serialization failure, a deadlock, no connection left or a shutdown lose nothing", async () => {
  const states = ["40001", "40P01", "53300", "57P01"];
  const harms = amount(60, 1_000);
  const byState: Record<string, number> = {};
  const { history, done, ...rest } = await through(harms, amount(150, 2_500), ({ isStartup, statements }) => {
    if (random.next() > 0.04 || statements.some((text) => text.startsWith("rollback"))) return null;
    const sqlState = isStartup ? "53300" : random.pick(states);
    byState[sqlState] = (byState[sqlState] ?? 0) + 1;
    return { kind: "refuse", sqlState };
  });
  report({ test: "R25", rounds: done, byState, ...history, ...rest });
  expect(faultsOf(history)).toEqual([]);
  expect(done).toBe(harms);
}, 1_800_000);

/** What commits: of hooks, of a run's records, of the executor's outcomes. */
const committing = new Set(["commit", "record-run", "engine-complete"]);

test("R26: a connection cut after its COMMIT was sent leaves one run, whatever the client believes", async () => {
  const harms = amount(40, 500);
  const { history, done, ...rest } = await through(harms, amount(150, 2_500), ({ statements }) => (statements.some((text) => committing.has(text)) && random.next() < 0.12 ? { kind: "cut" } : null));
  report({ test: "R26", rounds: done, ...history, ...rest });
  expect(faultsOf(history)).toEqual([]);
  expect(done).toBe(harms);
  expect(history.dupEffects).toBeLessThanOrEqual(done);
}, 1_800_000);

test("R24: answers that come late make nobody believe that it lost its run", async () => {
  const { history, done } = await through(amount(12, 200), amount(12, 200), ({ statements }) => (statements.includes("record-run") ? { kind: "delay", milliseconds: 1_300 } : null));
  report({ test: "R24", rounds: done, ...history });
  expect(faultsOf(history)).toEqual([]);
  expect([history.dupEffects, history.attempts]).toEqual([0, { succeeded: 3 * history.acked }]);
}, 300_000);
