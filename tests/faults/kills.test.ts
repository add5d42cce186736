import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { Plant } from "#tests/support/plant-source.ts";
import { amount } from "./harness/amount.ts";
import { checkHistory, faultsOf, type History } from "./harness/check-history.ts";
import { chain } from "./harness/flows.ts";
import { type Lab, openLab } from "./harness/lab.ts";
import { mutants } from "./harness/mutants.ts";
import { postEvents } from "./harness/post-events.ts";
import { createRandom } from "./harness/random.ts";
import { report } from "./harness/report.ts";

let lab: Lab;
afterEach(() => lab.close(), 60_000);

const steps = ["a", "b", "c"];

interface Killing {
  rounds: number;
  events: number;
  /** Which process each round kills; `worker` twice as often as the others when left out. */
  only?: "ingress";
  plants?: readonly Plant[];
}

/** Events come in all the while worker and ingress are killed by turns, 60 to 360 ms after work has begun again. */
async function killAtRandom({ rounds, events, only, plants = [] }: Killing): Promise<{ history: History; kills: number; retries: number; seconds: number }> {
  const random = createRandom();
  lab = await openLab();
  lab.effects.behave = () => ({ delayMs: random.between(0, 40) });
  const began = performance.now();
  const flow = await lab.publish("three steps", chain(lab.effects.url));
  const slots = { worker: lab.slot({ role: "worker" }), ingress: lab.slot({ role: "ingress", plants }) };
  await Promise.all([slots.worker.start(), slots.ingress.start()]);
  let round = 0;
  let kills = 0;
  // Each round lets a share in as it begins: a fast engine has done all of the share before by then.
  const perRound = Math.ceil(events / rounds);
  const posting = postEvents(lab.hookUrl(flow), { count: events, clients: 16, pace: async (n) => { while (n > (round + 1) * perRound) await delay(10); } });
  for (; round < rounds; round += 1) {
    const name = only ?? random.pick(["worker", "worker", "ingress", "both"] as const);
    const before = lab.effects.count();
    // A quarter of the kills falls into the start itself.
    const deadline = Date.now() + (random.next() < 0.25 ? 0 : 5_000);
    while (lab.effects.count() === before && Date.now() < deadline) await delay(5);
    // The share of a round is let in at once: whoever kills the ingress alone does so while it comes in.
    await delay(only === undefined ? random.between(60, 360) : random.between(0, 60));
    const chosen = name === "both" ? [slots.worker, slots.ingress] : [slots[name]];
    await Promise.all(chosen.map((slot) => slot.kill()));
    await Promise.all(chosen.map((slot) => slot.start()));
    kills += chosen.length;
  }
  const { acked, retries } = await posting;
  await lab.drained(amount(60_000, 900_000));
  const history = await checkHistory(lab, flow, acked, steps);
  return { history, kills, retries, seconds: Math.round((performance.now() - began) / 1_000) };
}

test("R1: kill -9 at random loses nothing, records each result once, and repeats only what was in flight", async () => {
  const rounds = amount(4, 200);
  const { history, kills, ...rest } = await killAtRandom({ rounds, events: amount(300, 20_000) });
  report({ test: "R1", rounds, kills, ...history, ...rest, longestUnheldMs: lab.leases.longestMs() });
  expect(faultsOf(history)).toEqual([]);
  expect(history.dupEffects).toBeLessThanOrEqual(32 * kills);
}, 3_600_000);

test("M1: a reply before the commit is noticed", async () => {
  const { history } = await killAtRandom({ rounds: 5, events: 600, only: "ingress", plants: [mutants.M1] });
  report({ test: "R1", mutantCaught: history.lost > 0 ? ["M1"] : [], lostByM1: history.lost });
  expect(history.lost).toBeGreaterThan(0);
}, 300_000);
