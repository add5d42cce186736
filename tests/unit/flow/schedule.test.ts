import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Occurrences, occurrencesOf } from "#lib/flow/schedule/occurrences-of.ts";
import { onTimeMs, planFiring } from "#lib/flow/schedule/plan-firing.ts";
import { readCron } from "#lib/flow/schedule/read-cron.ts";
import { readSchedule } from "#lib/flow/schedule/read-schedule.ts";
import { catchUpLimit, type FiringRule, type MissedPolicy, type Schedule, weekdays } from "#lib/flow/schedule/schedule.ts";
import { scheduleWords } from "#lib/flow/schedule/schedule-words.ts";
import { localOf } from "#lib/flow/schedule/zone.ts";
import { daily, zoneRules } from "./schedule-zones.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const zone = fc.constantFrom("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Cairo", "UTC", "Asia/Kathmandu", "America/Havana", "Pacific/Chatham", "Antarctica/Troll", "Asia/Gaza");
const numbers = (min: number, max: number) => fc.oneof(fc.constant("*"), fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 }).map((values) => values.join(",")));
const cronLine = fc.tuple(numbers(0, 59), numbers(0, 23), numbers(1, 28), numbers(1, 12), numbers(0, 6)).map((fields) => fields.join(" "));
const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
const anySchedule: fc.Arbitrary<Schedule> = fc.oneof(
  fc.record({ mode: fc.constant("cron" as const), cron: cronLine, zone }),
  fc.record({ mode: fc.constant("daily" as const), times: fc.uniqueArray(time, { minLength: 1, maxLength: 3 }), weekdays: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }), zone }),
  fc.record({ mode: fc.constant("interval" as const), every: fc.integer({ min: 1, max: 1_000 }), unit: fc.constantFrom("minutes" as const, "hours" as const, "days" as const), zone }),
);
/** Half of them within two hours of a change of clocks. */
const instant = fc.oneof(
  fc.integer({ min: Date.parse("2020-01-01"), max: Date.parse("2035-01-01") }),
  fc.tuple(fc.constantFrom(...zoneRules.flatMap(({ changes }) => changes.slice(1).map(({ at }) => Date.parse(at)))), fc.integer({ min: -2 * hourMs, max: 2 * hourMs })).map(([change, shift]) => change + shift),
);

describe("occurrences", () => {
  test("come one after another, the same both ways, and none lies between", () => {
    fc.assert(fc.property(anySchedule, instant, (schedule, after) => {
      const occurrences = occurrencesOf(schedule);
      const next = occurrences.next(after);
      if (next === null) throw new Error("a schedule without an end");
      expect(next).toBeGreaterThan(after);
      expect(next % minuteMs).toBe(0);
      expect(occurrences.next(next - 1)).toBe(next);
      const before = occurrences.previous(next);
      expect(before).toBeLessThanOrEqual(after);
      if (before !== null) expect(occurrences.next(before)).toBe(next);
      // From any instant, not from an occurrence only: clocks may just have gone back.
      expect(occurrences.previous(after + 1)).toBe(before);
      expect(occurrences.next(next)).toBeGreaterThan(next);
      expect(occurrences.previous(occurrences.next(next) ?? 0)).toBe(next);
    }), { numRuns: 1_500 });
  });

  test("show a reading of their cron line on clocks there, or end a gap that holds one", () => {
    fc.assert(fc.property(cronLine, zone, instant, (cron, place, after) => {
      const at = occurrencesOf({ mode: "cron", cron, zone: place }).next(after) ?? 0;
      const read = readCron(cron);
      if (!read.ok) throw new Error(read.problem);
      const wall = new Date(localOf(at, place));
      const shows = read.value.minutes.includes(wall.getUTCMinutes()) && read.value.hours.includes(wall.getUTCHours());
      const endsGap = localOf(at, place) - localOf(at - 1, place) > 1;
      expect(shows || endsGap).toBe(true);
    }), { numRuns: 500 });
  });

  test("both kinds of day, when limited, count by themselves", () => {
    const occurrences = occurrencesOf({ mode: "cron", cron: "0 9 13 * 5", zone: "UTC" });
    const found = [];
    for (let at = occurrences.next(Date.parse("2026-04-04")); found.length < 4 && at !== null; at = occurrences.next(at)) found.push(new Date(at).toISOString().slice(5, 10));
    expect(found).toEqual(["04-10", "04-13", "04-17", "04-24"]);
  });

  test("a day with an hour twice is found from far away, with both", () => {
    // In Havana 01:00 becomes 00:00 on 1 November 2020; the offset then is that of January again.
    const occurrences = occurrencesOf({ mode: "cron", cron: "0 * 1 11 *", zone: "America/Havana" });
    const shown = (instant: number | null) => new Date(instant ?? 0).toISOString();
    expect(shown(occurrences.next(Date.parse("2020-01-01T00:00Z")))).toBe("2020-11-01T04:00:00.000Z");
    expect(shown(occurrences.next(Date.parse("2020-11-01T04:00Z")))).toBe("2020-11-01T05:00:00.000Z");
    // And 00:00 becomes 01:00 on 8 March 2020: 00:00 is left out.
    const spring = occurrencesOf({ mode: "cron", cron: "0 * 8 3 *", zone: "America/Havana" });
    expect(shown(spring.next(Date.parse("2020-01-01T00:00Z")))).toBe("2020-03-08T05:00:00.000Z");
    expect(shown(spring.previous(Date.parse("2020-03-08T05:00Z")))).toBe("2019-03-09T04:00:00.000Z");
    expect(shown(occurrences.previous(Date.parse("2020-11-01T04:00Z")))).toBe("2019-11-02T03:00:00.000Z");
    // In Cairo the last hour of 29 October 2026 comes twice.
    const autumn = occurrencesOf({ mode: "cron", cron: "30 * 29 10 *", zone: "Africa/Cairo" });
    expect(shown(autumn.previous(Date.parse("2027-01-15T00:00Z")))).toBe("2026-10-29T21:30:00.000Z");
  });

  test("a leap day comes every four years", () => {
    const occurrences = occurrencesOf({ mode: "cron", cron: "0 0 29 2 *", zone: "Europe/Berlin" });
    expect(new Date(occurrences.next(Date.parse("2026-01-01")) ?? 0).toISOString()).toBe("2028-02-28T23:00:00.000Z");
    expect(new Date(occurrences.previous(Date.parse("2026-01-01")) ?? 0).toISOString()).toBe("2024-02-28T23:00:00.000Z");
  });
});

describe("reading", () => {
  test.each([
    ["* * * * *", true], ["0-30/10,45 8-18 1,15 jan-mar mon-fri", true], ["0 0 * * sat-sun", true], ["0 0 * * 7", true], ["0 0 31 * 1", true],
    ["30 8 * *", "This one has 4"], ["@daily", "This one has 1"], ["0 30 2 * * *", "This one has 6"], ["75 * * * *", "The minute 75 does not exist. Take one from 0 to 59."],
    ["* 24 * * *", "The hour 24"], ["* * 0 * *", "The day of the month 0"], ["* * * 13 *", "The month 13"], ["* * * * 8", "The weekday 8"], ["* * * * fry", "The weekday “fry” is not understood"],
    ["5-1 * * * *", "runs backwards"], ["*/0 * * * *", "from 1"], ["*/90 * * * *", "would come at 0 only"], ["0/15 * * * *", "Write 0-59/15, or */15"], ["1,,2 * * * *", "Separate values with one comma"],
    ["1/2/3 * * * *", "one slash"], ["L * * * *", "is not understood"], ["0 0 30 2 *", "This never comes"], ["0 0 31 4,6 *", "This never comes"], ["-1 * * * *", "is not understood"], ["1-2-3 * * * *", "two ends"],
  ])("%s", (line, result) => {
    const read = readCron(line);
    expect(read.ok ? true : read.problem).toEqual(result === true ? true : expect.stringContaining(String(result)));
  });

  test.each([
    [{ mode: "daily", times: ["17:00", "08:30", "08:30"], weekdays: ["fri", "mon"], zone: "Europe/Berlin" }, { mode: "daily", times: ["08:30", "17:00"], weekdays: ["mon", "fri"], zone: "Europe/Berlin" }],
    [{ zone: "UTC", unit: "minutes", every: 15, mode: "interval" }, { mode: "interval", every: 15, unit: "minutes", zone: "UTC" }],
    [{ mode: "cron", cron: "  30  8 * * 1-5 ", zone: "UTC" }, { mode: "cron", cron: "30 8 * * 1-5", zone: "UTC" }],
    [undefined, "Choose when it starts"], [{ zone: "UTC" }, "Choose when it starts"], [{ mode: "daily", times: ["08:30"], weekdays: ["mon"] }, "Choose a time zone"],
    [{ mode: "daily", times: ["08:30"], weekdays: ["mon"], zone: "Mars/Base" }, "“Mars/Base” is not known"], [{ mode: "daily", times: ["08:30"], weekdays: ["mon"], zone: "+02:00" }, "is not known"],
    [{ mode: "daily", times: ["8:30"], weekdays: ["mon"], zone: "UTC" }, "“8:30” is not understood"], [{ mode: "daily", times: ["24:00"], weekdays: ["mon"], zone: "UTC" }, "“24:00”"],
    [{ mode: "daily", times: [], weekdays: ["mon"], zone: "UTC" }, "at least one time"], [{ mode: "daily", times: ["08:30"], weekdays: [], zone: "UTC" }, "at least one weekday"],
    [{ mode: "daily", times: ["08:30"], weekdays: ["monday"], zone: "UTC" }, "“monday” is not understood"], [{ mode: "interval", every: 0, unit: "hours", zone: "UTC" }, "from 1 to 1,000"],
    [{ mode: "interval", every: 1.5, unit: "hours", zone: "UTC" }, "a whole number"], [{ mode: "interval", every: 1, unit: "weeks", zone: "UTC" }, "minutes, hours or days"], [{ mode: "cron", zone: "UTC" }, "Write a cron line"],
  ])("%j", (value, result) => {
    const read = readSchedule(value);
    expect(read.ok ? read.value : read.problem).toEqual(typeof result === "string" ? expect.stringContaining(result) : result);
  });

  test.each<[Schedule, string]>([
    [{ mode: "daily", times: ["08:30"], weekdays: ["mon", "tue", "wed", "thu", "fri"], zone: "Europe/Berlin" }, "Every weekday at 08:30, Berlin time"],
    [{ mode: "daily", times: ["08:30", "17:00"], weekdays: [...weekdays], zone: "UTC" }, "Every day at 08:30 and 17:00, UTC"],
    [{ mode: "daily", times: ["00:00"], weekdays: ["mon", "wed", "sun"], zone: "America/New_York" }, "Every Monday, Wednesday and Sunday at 00:00, New York time"],
    [{ mode: "interval", every: 1, unit: "minutes", zone: "UTC" }, "Every minute, UTC"], [{ mode: "interval", every: 6, unit: "hours", zone: "Asia/Tokyo" }, "Every 6 hours, Tokyo time"],
    [{ mode: "interval", every: 2, unit: "days", zone: "UTC" }, "Every 48 hours, UTC"],
    [{ mode: "cron", cron: "30 2 * * *", zone: "UTC" }, "Every day at 02:30, UTC"], [{ mode: "cron", cron: "0 * * * *", zone: "UTC" }, "Every hour, UTC"], [{ mode: "cron", cron: "*/15 * * * 1-5", zone: "UTC" }, "Every 15 minutes, every weekday, UTC"],
    [{ mode: "cron", cron: "* * * * *", zone: "UTC" }, "Every minute, UTC"], [{ mode: "cron", cron: "5,50 * * * *", zone: "UTC" }, "At minute 5 and 50 of every hour, UTC"], [{ mode: "cron", cron: "0 9 1,15 1,7 *", zone: "UTC" }, "On day 1 and 15 of the month at 09:00 in January and July, UTC"],
    [{ mode: "cron", cron: "0 9 13 * 5", zone: "UTC" }, "On day 13 of the month and every Friday at 09:00, UTC"], [{ mode: "cron", cron: "*/10 8-10 * * *", zone: "UTC" }, "Every 10 minutes in the hours 08, 09 and 10, UTC"],
    [{ mode: "cron", cron: "1 8-20 * * 1", zone: "UTC" }, "At minute 1 of every hour in the hours 08, 09, 10, 11, 12 and 8 more, every Monday, UTC"],
  ])("%j in words", (schedule, words) => {
    expect(scheduleWords(schedule)).toBe(words);
  });
});

/** As the worker looks: each minute, with nothing kept between two looks but when to look again. */
function simulate(rule: FiringRule, begin: number, end: number, advance: (since: number, next: number | null) => number | null = (_, next) => next): number[] {
  const started: number[] = [];
  let next: number | null = occurrencesOf(rule.schedule).next(begin);
  for (let now = begin; now < end; now += minuteMs) {
    if (next === null || now < next) continue;
    const plan = planFiring(rule, next, now, 100);
    started.push(...plan.start);
    next = advance(next, plan.next);
  }
  return started;
}

describe("firing", () => {
  const begin = Date.parse("2027-01-01T00:00Z");
  const end = Date.parse("2028-01-01T00:00Z");

  test.each(zoneRules.map((rule) => [rule.zone, rule] as const))("a year in %s, minute by minute, starts each occurrence once", (place, rule) => {
    for (const [line, clock] of [["30 2 * * *", "02:30"], ["30 1 * * *", "01:30"]] as const) {
      const started = simulate({ schedule: { mode: "cron", cron: line, zone: place }, missed: "latest", catchUpHours: 24 }, begin, end);
      expect(started).toEqual(daily(rule, clock, begin, end));
    }
  });

  test("adding the interval to the last time instead is caught (mutant M6)", () => {
    const rule = zoneRules.find((candidate) => candidate.zone === "America/New_York");
    const started = simulate({ schedule: { mode: "cron", cron: "30 2 * * *", zone: "America/New_York" }, missed: "latest", catchUpHours: 24 }, begin, end, (last) => last + dayMs);
    expect(started).not.toEqual(rule && daily(rule, "02:30", begin, end));
  });

  const hourly: Schedule = { mode: "cron", cron: "0 * * * *", zone: "Europe/Berlin" };
  const since = Date.parse("2027-06-01T01:00Z");
  const plan = (missed: MissedPolicy, away: number, catchUpHours = 24, schedule: Schedule = hourly) => planFiring({ schedule, missed, catchUpHours }, since, since + away, 2_000);

  test.each<[MissedPolicy, number, number, number, number]>([
    ["skip", 0, 24, 1, 0], ["skip", onTimeMs - 1, 24, 1, 0], ["skip", onTimeMs, 24, 0, 1], ["skip", 3 * dayMs + 10 * minuteMs, 24, 0, 73],
    ["latest", 0, 24, 1, 0], ["latest", 10 * minuteMs, 24, 1, 0], ["latest", 3 * dayMs + 10 * minuteMs, 24, 1, 72],
    ["all", 0, 24, 1, 0], ["all", 3 * dayMs + 10 * minuteMs, 24, 24, 49], ["all", 3 * dayMs, 24, 25, 48], ["all", 3 * dayMs + 10 * minuteMs, 100, 73, 0], ["all", 3 * dayMs + 10 * minuteMs, 1, 1, 72],
  ])("%s, %d ms late, window %d h: %d runs, %d left out", (missed, away, window, runs, left) => {
    const { start, left: leftOut, next } = plan(missed, away, window);
    expect([start.length, leftOut.length]).toEqual([runs, left]);
    expect([...start, ...leftOut.map(({ at }) => at)].toSorted((one, other) => one - other)).toEqual(Array.from({ length: runs + left }, (_, index) => since + index * hourMs));
    expect(start).toEqual(start.toSorted((one, other) => one - other));
    expect(next).toBe(since + (Math.floor(away / hourMs) + 1) * hourMs);
    expect(new Set(leftOut.map(({ status }) => status))).toEqual(new Set(left === 0 ? [] : [missed === "all" ? "missed" : "skipped"]));
  });

  test("one return starts a thousand at most, and what is older is told as one", () => {
    const each: Schedule = { mode: "interval", every: 1, unit: "minutes", zone: "UTC" };
    const { start, left, next } = plan("all", 30 * dayMs, 8_760, each);
    expect(start).toHaveLength(catchUpLimit);
    expect(start.at(-1)).toBe(since + 30 * dayMs);
    expect(left).toEqual([{ at: since, through: (start[0] ?? 0) - minuteMs, status: "missed" }]);
    expect(next).toBe(since + 30 * dayMs + minuteMs);
  });

  test("what one transaction may not start is due at once", () => {
    const first = planFiring({ schedule: hourly, missed: "all", catchUpHours: 24 }, since, since + 5 * hourMs, 2);
    expect(first).toEqual({ start: [since, since + hourMs], left: [], next: since + 2 * hourMs });
    const second = planFiring({ schedule: hourly, missed: "all", catchUpHours: 24 }, first.next ?? 0, since + 5 * hourMs, 20);
    expect(second.start).toHaveLength(4);
  });

  test("nothing is lost or told twice, whatever the schedule, the policy and the time away", () => {
    const policy = fc.constantFrom<MissedPolicy>("skip", "latest", "all");
    fc.assert(fc.property(anySchedule, policy, instant, fc.integer({ min: 0, max: 10 * dayMs }), fc.integer({ min: 1, max: 200 }), (schedule, missed, at, away, catchUpHours) => {
      const occurrences: Occurrences = occurrencesOf(schedule);
      const from = occurrences.next(at) ?? 0;
      const now = from + away;
      const { start, left, next } = planFiring({ schedule, missed, catchUpHours }, from, now, 2_000);
      const told = [...start.map((one) => [one, one] as const), ...left.map((one) => [one.at, one.through ?? one.at] as const)].toSorted(([one], [other]) => one - other);
      let due: number | null = from;
      for (const [begins, ends] of told) {
        expect(begins).toBe(due);
        due = occurrences.next(ends);
      }
      expect(next).toBe(due);
      expect(next).toBeGreaterThan(now);
    }), { numRuns: 200 });
  });
});
