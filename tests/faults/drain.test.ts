import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { amount } from "./harness/amount.ts";
import { checkHistory, faultsOf } from "./harness/check-history.ts";
import { chain } from "./harness/flows.ts";
import { type Lab, openLab } from "./harness/lab.ts";
import { postEvents } from "./harness/post-events.ts";
import { createRandom } from "./harness/random.ts";
import { report } from "./harness/report.ts";
import type { Slot } from "./harness/slot.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
}, 60_000);
afterAll(() => lab.close(), 60_000);

test("R20: SIGTERM under load ends both processes with 0 in time; no step that had ended is repeated, nothing acknowledged is lost", async () => {
  const rounds = amount(3, 50);
  const random = createRandom();
  lab.effects.behave = () => ({ delayMs: random.between(20, 400) });
  const flow = await lab.publish("stopped and started", chain(lab.effects.url));
  const slots: { worker: Slot; ingress: Slot } = { worker: lab.slot({ role: "worker" }), ingress: lab.slot({ role: "ingress" }) };
  await Promise.all([slots.worker.start(), slots.ingress.start()]);
  const events = rounds * 30;
  let round = 0;
  const posting = postEvents(lab.hookUrl(flow), { count: events, clients: 12, pace: async (n) => { while (n > (round + 2) * 30) await delay(10); } });
  const codes: (number | NodeJS.Signals)[] = [];
  const took: number[] = [];
  for (; round < rounds; round += 1) {
    const before = lab.effects.count();
    while (lab.effects.count() < before + 5 && round * 30 < events) await delay(5);
    await delay(random.between(30, 300));
    const slot = round % 3 === 2 ? slots.ingress : slots.worker;
    const began = performance.now();
    await slot.kill("SIGTERM");
    took.push(performance.now() - began);
    codes.push(await slot.ended());
    await slot.start();
  }
  const { acked, retries } = await posting;
  await lab.drained(amount(60_000, 300_000));
  const history = await checkHistory(lab, flow, acked, ["a", "b", "c"]);
  report({ test: "R20", rounds, ...history, retries, tookMs: took.map((ms) => Math.round(ms)).toSorted((a, b) => a - b), exitCodes: [...new Set(codes)] });
  expect(faultsOf(history)).toEqual([]);
  expect(codes).toEqual(codes.map(() => 0));
  expect(Math.max(...took)).toBeLessThan(25_000);
  expect(history.dupEffects).toBe(0);
}, 1_800_000);
