import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { percentile } from "#tests/bench/percentile.ts";
import { until } from "#tests/support/until.ts";
import { amount } from "./harness/amount.ts";
import { checkHistory, faultsOf, type History } from "./harness/check-history.ts";
import { chain } from "./harness/flows.ts";
import { type Lab, type LabFlow, openLab } from "./harness/lab.ts";
import { postEvents } from "./harness/post-events.ts";
import { createRandom } from "./harness/random.ts";
import { report } from "./harness/report.ts";
import type { Slot } from "./harness/slot.ts";

let lab: Lab;
let slots: { worker: Slot; ingress: Slot };
const random = createRandom();
let first = 1;

beforeAll(async () => {
  lab = await openLab({ ownServer: true });
  lab.effects.behave = () => ({ delayMs: random.between(0, 40) });
  slots = { worker: lab.slot({ role: "worker" }), ingress: lab.slot({ role: "ingress" }) };
  await Promise.all([slots.worker.start(), slots.ingress.start()]);
}, 60_000);
afterAll(() => lab.close(), 60_000);

interface Outages {
  history: History;
  retries: number;
  /** Milliseconds from when the database answers again until a call arrives, by round. */
  back: number[];
}

/** Does harm to the database again and again while events come in; every process of ours has to live through it. */
async function harm(name: string, rounds: number, events: number, hurt: (round: number) => Promise<void>): Promise<Outages> {
  const flow: LabFlow = await lab.publish(name, chain(lab.effects.url));
  const from = first;
  first += events;
  // A share of the events comes before each harm and a fresh one after it: a fast engine has done all it was given by then, and would have nothing to go on with.
  let shares = 1;
  const share = Math.ceil(events / (rounds + 1));
  const posting = postEvents(lab.hookUrl(flow), { from, count: events, clients: 16, pace: async (n) => { while (n - from >= shares * share) await delay(10); } });
  const back: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = lab.effects.count();
    await until("work to be under way", () => lab.effects.count() > before, 60_000);
    await delay(random.between(60, 360));
    await hurt(round);
    const count = lab.effects.count();
    const ready = performance.now();
    shares += 1;
    await until("work to go on", () => lab.effects.count() > count, 60_000);
    back.push(performance.now() - ready);
  }
  const { acked, retries } = await posting;
  await lab.drained(amount(60_000, 600_000));
  return { history: await checkHistory(lab, flow, acked, ["a", "b", "c"]), retries, back };
}

function expectWell(test: string, rounds: number, { back, history, retries }: Outages): void {
  const backMs = { p50: Math.round(percentile(back, 50)), max: Math.round(percentile(back, 100)) };
  report({ test, rounds, ...history, retries, backMs, starts: slots.worker.starts() + slots.ingress.starts() });
  expect(faultsOf(history)).toEqual([]);
  expect([slots.worker.starts(), slots.ingress.starts(), slots.worker.isRunning(), slots.ingress.isRunning()]).toEqual([1, 1, true, true]);
}

test("R3: an immediate restart of PostgreSQL loses nothing, and no process of ours ends", async () => {
  const rounds = amount(2, 50);
  const outages = await harm("immediate restarts", rounds, amount(100, 5_000), async () => lab.server?.restart("SIGQUIT"));
  expectWell("R3", rounds, outages);
  expect(percentile(outages.back, 50)).toBeLessThan(5_000);
}, 1_800_000);

test("R4: kill -9 of the postmaster loses nothing", async () => {
  const rounds = amount(1, 20);
  const outages = await harm("killed postmaster", rounds, amount(60, 2_000), async () => {
    const pidFile = join(lab.server?.cluster ?? "", "postmaster.pid");
    expect(existsSync(pidFile)).toBe(true);
    await lab.server?.restart("SIGKILL");
  });
  expectWell("R4", rounds, outages);
}, 1_800_000);

test("R4: backends that are ended one after another lose nothing", async () => {
  const kills = amount(30, 500);
  const outages = await harm("ended backends", kills / 10, amount(200, 2_500), async () => {
    for (let time = 0; time < 10; time += 1) {
      const { rows } = await lab.pool.query<{ pid: number }>("select pid from pg_stat_activity where application_name = 'millrace'");
      if (rows.length > 0) await lab.pool.query("select pg_terminate_backend($1)", [random.pick(rows).pid]);
      await delay(random.between(5, 40));
    }
  });
  expectWell("R4 backends", kills, outages);
}, 1_800_000);
