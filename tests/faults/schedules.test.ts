import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { occurrencesOf } from "#lib/flow/schedule/occurrences-of.ts";
import { planFiring } from "#lib/flow/schedule/plan-firing.ts";
import type { FiringRule, MissedPolicy, Schedule } from "#lib/flow/schedule/schedule.ts";
import type { Plant } from "#tests/support/plant-source.ts";
import { until } from "#tests/support/until.ts";
import { daily, paced, type ZoneRule, zoneRules } from "#tests/unit/flow/schedule-zones.ts";
import { amount, isLong, longTest } from "./harness/amount.ts";
import { type Lab, openLab } from "./harness/lab.ts";
import { mutants } from "./harness/mutants.ts";
import { createRandom } from "./harness/random.ts";
import { report } from "./harness/report.ts";
import { copies, dueFrom, occurrencesIn, publishIdle, unpaired } from "./harness/schedules.ts";
import { violations } from "./harness/watch-history.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;

let lab: Lab | undefined;
afterEach(async () => {
  await lab?.close();
  lab = undefined;
}, 60_000);

const lines: readonly [line: string, wanted: (rule: ZoneRule, from: number, to: number) => number[]][] = [
  ["30 2 * * *", (rule, from, to) => daily(rule, "02:30", from, to)],
  ["30 1 * * *", (rule, from, to) => daily(rule, "01:30", from, to)],
  ["0 * * * *", (rule, from, to) => paced(rule, 60, from, to)],
  ["*/30 * * * *", (rule, from, to) => paced(rule, 30, from, to)],
];

/** M6: the next time is the last one plus what lies between the two before. */
function fromLast({ schedule }: FiringRule, due: number): { start: number[]; next: number } {
  const before = occurrencesOf(schedule).previous(due) ?? 0;
  return { start: [due], next: due + (due - before) };
}

/** Minute after minute, with nothing kept from one look to the next but what the database would keep; every thousandth time nobody looks for a while. */
function live(rule: FiringRule, from: number, to: number, isNaive = false): number[] {
  const started: number[] = [];
  let kept = JSON.stringify(occurrencesOf(rule.schedule).next(from));
  for (let now = from, tick = 0; now < to; now += minuteMs, tick += 1) {
    if (tick % 1_000 === 999) now += 45 * minuteMs;
    const due = JSON.parse(kept) as number | null;
    if (due === null || due > now) continue;
    const { start, next } = isNaive ? fromLast(rule, due) : planFiring(rule, due, now, 50);
    started.push(...start);
    kept = JSON.stringify(next);
  }
  return started.filter((at) => at < to);
}

// The table of expected instants itself, and other libraries' word on it, is in tests/unit/flow/schedule-zones.test.ts.
test("R9: lived through minute by minute with restarts, changes of clocks lose no occurrence and double none", () => {
  const [from, to] = [Date.parse(isLong ? "2026-01-01T00:00Z" : "2027-03-01T00:00Z"), Date.parse(isLong ? "2029-01-01T00:00Z" : "2027-04-10T00:00Z")];
  const zones = zoneRules.slice(0, amount(3, zoneRules.length));
  let occurrences = 0;
  let naive = 0;
  for (const zone of zones) {
    for (const [cron, wanted] of lines) {
      const rule: FiringRule = { schedule: { mode: "cron", cron, zone: zone.zone }, missed: "all", catchUpHours: 24 };
      const expected = wanted(zone, from, to);
      const found = live(rule, from, to);
      expect(found, `${zone.zone} ${cron}`).toEqual(expected);
      occurrences += found.length;
      if (cron === "30 2 * * *" && JSON.stringify(live(rule, from, to, true)) !== JSON.stringify(expected)) naive += 1;
    }
  }
  report({ test: "R9", rounds: occurrences, lost: 0, zones: zones.length, lines: lines.length, minutesLived: ((to - from) / minuteMs) * zones.length * lines.length, table: "tests/unit/flow/schedule-zones.test.ts (croner and cron-parser agree)" });
  report({ test: "R9", mutantCaught: naive > 0 ? ["M6"] : [] });
  expect(naive).toBeGreaterThan(0);
}, 600_000);

const hourly: FiringRule = { schedule: { mode: "interval", every: 1, unit: "hours", zone: "UTC" }, missed: "latest", catchUpHours: 24 };

/** Three processes look for what is due; one of them is killed within 50 ms of each moment at which something is. */
async function raceTo(rounds: number, perRound: number, plants: readonly Plant[]) {
  const random = createRandom();
  lab = await openLab();
  const opened = lab;
  const flows = await copies(opened, await publishIdle(opened, hourly), rounds * perRound);
  const workers = ["one", "two", "three"].map((name) => opened.slot({ role: "worker", plants }, name));
  await Promise.all(workers.map((worker) => worker.start()));
  for (let round = 0; round < rounds; round += 1) {
    const share = flows.slice(round * perRound, (round + 1) * perRound);
    // They look shortly after each whole second: due just before that, killed around it.
    await delay(1_000 - (Date.now() % 1_000) - 60);
    await dueFrom(opened, share, "date_trunc('hour', now())");
    await delay(Math.max(0, 1_000 - (Date.now() % 1_000) + 20 + random.between(-50, 50)));
    const victim = random.pick(workers);
    await victim.kill();
    await victim.start();
  }
  await until("all to be started", async () => (await opened.pool.query("select 1 from schedule_occurrences")).rowCount === flows.length, 60_000);
  await opened.drained(300_000);
  const found = await occurrencesIn(opened);
  // What comes next follows from the schedule, not from when this one was started.
  const moved = await opened.pool.query("select 1 from subscriptions where kind = 'schedule' and next_at <> date_trunc('hour', next_at)");
  return { found, flows, moved: moved.rowCount ?? 0, pairs: await unpaired(opened), broken: await violations(opened.pool) };
}

// Its short form is tests/integration/schedules-kill.test.ts.
longTest("R10: killed within 50 ms of the due moment, three racing processes start each occurrence once", async () => {
  const [rounds, perRound] = [40, 25];
  const { broken, flows, found, moved, pairs } = await raceTo(rounds, perRound, []);
  const started = found.filter(({ status }) => status === "started");
  report({ test: "R10", rounds, acked: flows.length, lost: pairs.lost + flows.length - new Set(started.map(({ flow }) => flow)).size, started: started.length, doubled: pairs.doubled, early: found.filter(({ at, dealt }) => dealt < at).length, moved, violations: broken });
  expect([pairs, started.length, new Set(started.map(({ flow }) => flow)).size]).toEqual([{ doubled: 0, lost: 0 }, flows.length, flows.length]);
  expect([moved, broken]).toEqual([0, {}]);
  expect(found.filter(({ at, dealt }) => dealt < at)).toEqual([]);
}, 900_000);

longTest("M6: a next time that is counted from the last one is noticed", async () => {
  const { moved } = await raceTo(1, 5, [mutants.M6]);
  report({ test: "R10", mutantCaught: moved > 0 ? ["M6"] : [], movedByM6: moved });
  expect(moved).toBeGreaterThan(0);
}, 120_000);

interface Absence {
  schedule: Schedule;
  everyMs: number;
  missed: MissedPolicy;
  catchUpHours: number;
  /** How long nobody looked. */
  downMs: number;
}

/** By arithmetic alone: what an absence that ended at `now` leaves to be started. */
function expectedStarts({ everyMs, missed, catchUpHours, downMs }: Absence, now: number): number[] {
  const first = Math.ceil((now - downMs) / everyMs) * everyMs;
  const due = Array.from({ length: Math.floor((now - first) / everyMs) + 1 }, (_, index) => first + index * everyMs);
  if (missed === "latest") return due.slice(-1);
  return due.filter((at) => (missed === "skip" ? now - at < minuteMs : now - at <= catchUpHours * hourMs)).slice(-1_000);
}

const minutely: Pick<Absence, "schedule" | "everyMs"> = { schedule: { mode: "cron", cron: "* * * * *", zone: "UTC" }, everyMs: minuteMs };
const eachHour: Pick<Absence, "schedule" | "everyMs"> = { schedule: hourly.schedule, everyMs: hourMs };

const absences: readonly Absence[] = [{ downMs: 10 * minuteMs, ...minutely }, { downMs: 72 * hourMs, ...eachHour }, ...(isLong ? [{ downMs: 72 * hourMs, ...minutely }] : [])].flatMap((absence) => [
  { ...absence, missed: "skip" as const, catchUpHours: 24 },
  { ...absence, missed: "latest" as const, catchUpHours: 24 },
  { ...absence, missed: "all" as const, catchUpHours: 24 },
  { ...absence, missed: "all" as const, catchUpHours: 1 },
  { ...absence, missed: "all" as const, catchUpHours: 100 },
]);

async function returnFrom(gone: readonly Absence[], plants: readonly Plant[] = []) {
  const opened = (lab = await openLab());
  const flows = new Map<string, Absence>();
  for (const absence of gone) {
    for (const flow of await copies(opened, await publishIdle(opened, absence), amount(1, 3))) {
      flows.set(flow, absence);
      await dueFrom(opened, [flow], `date_trunc('minute', now()) - interval '${absence.downMs} milliseconds' + interval '${absence.downMs === 72 * hourMs ? 1 : 0} minute'`);
    }
  }
  const worker = opened.slot({ role: "worker", plants }, "one", { hasSpare: false });
  await worker.start();
  await until("all to be dealt with", async () => (await opened.pool.query("select 1 from subscriptions where kind = 'schedule' and next_at <= now()")).rowCount === 0, 120_000);
  await opened.pool.query("update subscriptions set status = 'paused' where kind = 'schedule'");
  await opened.drained(amount(60_000, 600_000));
  const byFlow = Map.groupBy(await occurrencesIn(opened), ({ flow }) => flow);
  const wrong: string[] = [];
  let started = 0;
  for (const [flow, absence] of flows) {
    const found = byFlow.get(flow) ?? [];
    const now = Math.min(...found.map(({ dealt }) => dealt));
    const returned = found.filter(({ at, status }) => status === "started" && at <= now);
    started += returned.length;
    const since = found[0]?.at ?? now;
    const wanted = expectedStarts({ ...absence, downMs: now - since }, now);
    if (JSON.stringify(returned.map(({ at }) => at)) !== JSON.stringify(wanted)) wrong.push(`${absence.missed} ${absence.catchUpHours} h after ${absence.downMs / hourMs} h: ${returned.length} instead of ${wanted.length}`);
    // Nothing falls between what was started and what was left out.
    const dealtWith = found.reduce((sum, { at, through }) => sum + (through === null ? 1 : (through - at) / absence.everyMs + 1), 0);
    const all = ((found.at(-1)?.at ?? 0) - since) / absence.everyMs + 1;
    if (dealtWith !== all) wrong.push(`${absence.missed} ${absence.catchUpHours} h after ${absence.downMs / hourMs} h: ${dealtWith} of ${all} dealt with`);
  }
  return { rounds: flows.size, started, wrong, pairs: await unpaired(opened) };
}

test("R11: what was missed in ten minutes and in three days is started as each policy and window says, exactly", async () => {
  const { pairs, rounds, started, wrong } = await returnFrom(absences);
  report({ test: "R11", rounds, started, ...pairs, wrong });
  expect(wrong).toEqual([]);
  expect(pairs).toEqual({ doubled: 0, lost: 0 });
}, 900_000);

longTest("R11: a window that nobody keeps is noticed", async () => {
  const endless: Plant = { file: "lib/flow/schedule/plan-firing.ts", find: "rule.catchUpHours * unitMs.hours", replace: "8_760 * unitMs.hours" };
  const { wrong } = await returnFrom(absences.slice(5), [endless]);
  report({ test: "R11", mutantCaught: wrong.length > 0 ? ["no window"] : [] });
  expect(wrong).not.toEqual([]);
}, 300_000);
