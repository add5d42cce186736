import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import type { Plant } from "#tests/support/plant-source.ts";
import { until } from "#tests/support/until.ts";
import { amount, longTest } from "./harness/amount.ts";
import { checkHistory, faultsOf } from "./harness/check-history.ts";
import { callStep } from "./harness/flows.ts";
import { type Lab, openLab } from "./harness/lab.ts";
import { postEvents } from "./harness/post-events.ts";
import { createRandom } from "./harness/random.ts";
import { report } from "./harness/report.ts";
import { copies, dueFrom, occurrencesIn, publishIdle, unpaired } from "./harness/schedules.ts";
import { createWrongClock, type Wrong, type WrongClock } from "./harness/wrong-clock.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;

let lab: Lab;
let wrongClock: WrongClock;
afterEach(async () => {
  await lab.close();
  wrongClock.close();
}, 60_000);

const wrongs: readonly Wrong[] = [
  { name: "two hours ahead", aheadMs: 2 * hourMs }, { name: "two hours behind", aheadMs: -2 * hourMs }, { name: "a year ahead", aheadMs: 365 * 24 * hourMs },
  { name: "frozen", frozen: true }, { name: "twice as fast", aheadMs: 0, rate: 2 }, { name: "right", aheadMs: 0 },
];

interface Jumping {
  jumps: number;
  dwellMs: number;
  timers: number;
  /** The longest of their waits. */
  longestSeconds: number;
  schedules: number;
  plants?: readonly Plant[];
  /** How long a timer may take beyond its time before nobody waits for it any more. */
  patienceMs?: number;
}

/** The clock of two workers and of what comes in jumps again and again, while timers and schedules become due by the database's, which is right. */
async function jump({ jumps, dwellMs, timers, longestSeconds, schedules, plants = [], patienceMs = 120_000 }: Jumping) {
  const random = createRandom();
  wrongClock = createWrongClock();
  lab = await openLab();
  // A quarter of the calls fails once, so that waits for a retry meet the jumps too.
  lab.effects.behave = ({ n }, time) => ({ status: time === 1 && n % 4 === 0 ? 503 : 200 });
  const nap = { type: "core/wait", config: { mode: literal("for"), amount: reference("hook", "body", "seconds"), unit: literal("seconds") } };
  const flow = await lab.publish("timers", buildDocument({ hook: { type: "core/webhook" }, nap, a: callStep(lab.effects.url, "a", null) }, ["hook -> nap", "nap -> a"]));
  const scheduled = await copies(lab, await publishIdle(lab, { schedule: { mode: "interval", every: 1, unit: "minutes", zone: "UTC" }, missed: "all", catchUpHours: 24 }), schedules);
  const { environment } = wrongClock;
  const slots = (["worker", "worker", "ingress"] as const).map((role, index) => lab.slot({ role, plants }, `${role} ${index}`, { environment, hasSpare: false }));
  await Promise.all(slots.map((slot) => slot.start()));
  const seconds = (n: number): number => 1 + (n % longestSeconds);
  const asked = new Map<number, number>();
  const acked = new Map<number, string>();
  const told = new Map<number, number>();
  const seen = new Set<string>();
  const firstDue = new Map<string, number>();
  for (let round = 0; round < jumps; round += 1) {
    const wrong = wrongs[round % wrongs.length] ?? random.pick(wrongs);
    seen.add(wrong.name);
    await wrongClock.set(wrong, slots);
    const share = scheduled.filter((_, index) => index % jumps === round);
    const { rows } = await lab.pool.query<{ at: number }>("select (extract(epoch from date_trunc('minute', now())) * 1000)::float8 as at");
    for (const one of share) firstDue.set(one, rows[0]?.at ?? 0);
    await dueFrom(lab, share, `to_timestamp(${(rows[0]?.at ?? 0) / 1_000})`);
    const from = 1 + Math.floor((round * timers) / jumps);
    const count = 1 + Math.floor(((round + 1) * timers) / jumps) - from;
    const posted = await postEvents(lab.hookUrl(flow), { from, count, clients: 4, more: (n) => ({ seconds: seconds(n) }), pace: (n) => void asked.set(n, Date.now()) });
    for (const [n, event] of posted.acked) {
      acked.set(n, event);
      told.set(n, Date.now());
    }
    await delay(dwellMs);
  }
  const calls = () => Map.groupBy(lab.effects.read(), ({ n }) => n);
  await until("the timers to be over", () => calls().size === timers, longestSeconds * 1_000 + patienceMs).catch(() => undefined);
  await lab.pool.query("update subscriptions set status = 'paused' where kind = 'schedule'");
  const firstCalls = [...calls()].map(([n, [call]]) => ({ n, at: call?.at ?? 0 }));
  const early = firstCalls.filter(({ at, n }) => at < (asked.get(n) ?? 0) + seconds(n) * 1_000 - 2);
  const lateMs = Math.max(0, ...firstCalls.map(({ at, n }) => Math.round(at - (told.get(n) ?? 0) - seconds(n) * 1_000)));
  return { flow, acked, early: early.length, over: firstCalls.length, lateMs, firstDue, wrongClocks: [...seen] };
}

/** Minutes of a schedule, from its first due one to its last started one, that did not start exactly one run; and what began before its time. */
async function faultyMinutes(firstDue: ReadonlyMap<string, number>): Promise<{ started: number; lost: number; early: number }> {
  const byFlow = Map.groupBy(await occurrencesIn(lab), ({ flow }) => flow);
  let [started, lost, early] = [0, 0, 0];
  for (const [flow, first] of firstDue) {
    const found = (byFlow.get(flow) ?? []).filter(({ status }) => status === "started");
    const ended = Math.max(...[...byFlow.values()].flat().map(({ at }) => at)) - minuteMs;
    const times = new Set(found.map(({ at }) => at));
    for (let at = first; at <= Math.max(first, ended); at += minuteMs) if (!times.has(at)) lost += 1;
    started += found.length;
    early += found.filter(({ at, dealt }) => dealt < at).length;
  }
  return { started, lost, early };
}

test("R8: whatever a worker's clock does, timers and schedules go by the database's: none is lost, doubled or early", async () => {
  const jumps = amount(5, 40);
  const { acked, firstDue, flow, ...figures } = await jump({ jumps, dwellMs: amount(400, 3_000), timers: amount(15, 500), longestSeconds: amount(3, 40), schedules: amount(5, 200) });
  await lab.drained(amount(60_000, 300_000));
  const history = await checkHistory(lab, flow, acked, ["a"]);
  const schedules = { ...(await faultyMinutes(firstDue)), ...(await unpaired(lab).then(({ doubled, lost }) => ({ doubled, withoutRun: lost }))) };
  report({ test: "R8", rounds: jumps, clockBy: wrongClock.by, ...history, ...figures, schedules });
  expect(faultsOf(history)).toEqual([]);
  expect([figures.early, figures.over]).toEqual([0, acked.size]);
  expect(schedules).toEqual({ started: schedules.started, lost: 0, early: 0, doubled: 0, withoutRun: 0 });
  expect(schedules.started).toBeGreaterThanOrEqual(firstDue.size);
  // Hours are what a wrong clock costs; seconds are what a busy machine does.
  expect(figures.lateMs).toBeLessThan(60_000);
}, 1_800_000);

longTest("R8: timers by the worker's own clock are noticed", async () => {
  const ownClock: Plant = { file: "lib/server/clock.ts", find: "(aheadMs === undefined ? Date.now() : Math.floor(aheadMs + performance.now()))", replace: "(aheadMs === undefined ? Date.now() : Date.now())" };
  const { early, over } = await jump({ jumps: 6, dwellMs: 2_000, timers: 60, longestSeconds: 20, schedules: 1, plants: [ownClock], patienceMs: 10_000 });
  report({ test: "R8", mutantCaught: early > 0 || over < 60 ? ["timers by the own clock"] : [], earlyByMutant: early, neverOverByMutant: 60 - over });
  expect(early + (60 - over)).toBeGreaterThan(0);
}, 300_000);
