import { Cron } from "croner";
import { CronExpressionParser } from "cron-parser";
import { describe, expect, test } from "vitest";
import { present } from "#lib/assert.ts";
import { type Occurrences, occurrencesOf } from "#lib/flow/schedule/occurrences-of.ts";
import { daily, offsetMs, paced, type ZoneRule, zoneRules } from "./schedule-zones.ts";

const dayMs = 86_400_000;
const from = Date.parse("2026-01-01T00:00Z");
const to = Date.parse("2029-01-01T00:00Z");

type Line = "30 2 * * *" | "30 1 * * *" | "0 * * * *" | "*/30 * * * *";
const expected: Record<Line, (rule: ZoneRule, begin: number, end: number) => number[]> = {
  "30 2 * * *": (rule, begin, end) => daily(rule, "02:30", begin, end),
  "30 1 * * *": (rule, begin, end) => daily(rule, "01:30", begin, end),
  "0 * * * *": (rule, begin, end) => paced(rule, 60, begin, end),
  "*/30 * * * *": (rule, begin, end) => paced(rule, 30, begin, end),
};
const lines = Object.keys(expected) as Line[];

function cron(line: string, zone: string): Occurrences {
  return occurrencesOf({ mode: "cron", cron: line, zone });
}

function forwards(occurrences: Occurrences, begin: number, end: number): number[] {
  const found: number[] = [];
  for (let at = occurrences.next(begin); at !== null && at < end; at = occurrences.next(at)) found.push(at);
  return found;
}

function backwards(occurrences: Occurrences, begin: number, end: number): number[] {
  const found: number[] = [];
  for (let at = occurrences.previous(end); at !== null && at > begin; at = occurrences.previous(at)) found.push(at);
  return found.toReversed();
}

function shown(instants: readonly number[]): string[] {
  return instants.map((instant) => `${new Date(instant).toISOString().slice(0, 16)}Z`);
}

function ruleOf(zone: string): ZoneRule {
  return present(zoneRules.find((rule) => rule.zone === zone), zone);
}

/** The day of a change, from midnight to midnight on clocks there. */
function dayOf(rule: ZoneRule, date: string): { begin: number; end: number } {
  const [begin = 0, end = 0] = [0, dayMs].map((shift) => {
    const local = Date.parse(date) + shift;
    const [instant] = rule.changes.map(({ offset }) => local - offset * 60_000).filter((candidate) => candidate + offsetMs(rule, candidate) === local);
    return instant ?? Date.parse(present(rule.changes.find(({ at }) => at.startsWith(new Date(local - dayMs).toISOString().slice(0, 10)))?.at, date));
  });
  return { begin: begin - 1, end };
}

/** Read from the calendars of these places; the security study asks for the first two. */
const told: readonly [zone: string, date: string, line: Line, instants: string[] | number][] = [
  ["America/New_York", "2026-03-08", "30 2 * * *", ["2026-03-08T07:00Z"]],
  ["America/New_York", "2027-03-14", "30 2 * * *", ["2027-03-14T07:00Z"]],
  ["America/New_York", "2027-03-14", "30 1 * * *", ["2027-03-14T06:30Z"]],
  ["America/New_York", "2027-03-15", "30 2 * * *", ["2027-03-15T06:30Z"]],
  ["America/New_York", "2027-11-07", "30 1 * * *", ["2027-11-07T05:30Z"]],
  ["America/New_York", "2027-11-07", "30 2 * * *", ["2027-11-07T07:30Z"]],
  ["America/New_York", "2027-03-14", "0 * * * *", 23],
  ["America/New_York", "2027-11-07", "0 * * * *", 25],
  ["America/New_York", "2027-03-14", "*/30 * * * *", 46],
  ["America/New_York", "2027-11-07", "*/30 * * * *", 50],
  ["Europe/Berlin", "2028-03-26", "30 2 * * *", ["2028-03-26T01:00Z"]],
  ["Europe/Berlin", "2028-10-29", "30 2 * * *", ["2028-10-29T00:30Z"]],
  ["Europe/Berlin", "2028-10-29", "30 1 * * *", ["2028-10-28T23:30Z"]],
  ["Europe/Berlin", "2028-03-26", "0 * * * *", 23],
  ["Europe/Berlin", "2028-10-29", "*/30 * * * *", 50],
  ["Australia/Lord_Howe", "2027-10-03", "30 2 * * *", ["2027-10-02T15:30Z"]],
  ["Australia/Lord_Howe", "2027-10-03", "30 1 * * *", ["2027-10-02T15:00Z"]],
  ["Australia/Lord_Howe", "2027-04-04", "30 1 * * *", ["2027-04-03T14:30Z"]],
  ["Australia/Lord_Howe", "2027-04-04", "30 2 * * *", ["2027-04-03T16:00Z"]],
  ["Australia/Lord_Howe", "2027-10-03", "0 * * * *", 23],
  ["Australia/Lord_Howe", "2027-04-04", "0 * * * *", 24],
  ["Australia/Lord_Howe", "2027-10-03", "*/30 * * * *", 47],
  ["Australia/Lord_Howe", "2027-04-04", "*/30 * * * *", 49],
  ["Africa/Cairo", "2026-04-24", "30 1 * * *", ["2026-04-23T22:30Z"]],
  ["Africa/Cairo", "2026-10-29", "30 2 * * *", ["2026-10-28T23:30Z"]],
  ["Africa/Cairo", "2026-04-24", "0 * * * *", 23],
  ["Africa/Cairo", "2026-10-29", "0 * * * *", 25],
  ["America/Sao_Paulo", "2027-11-07", "30 2 * * *", ["2027-11-07T05:30Z"]],
  ["UTC", "2028-02-29", "30 2 * * *", ["2028-02-29T02:30Z"]],
];

test.each(told)("%s, %s, %s", (zone, date, line, instants) => {
  const { begin, end } = dayOf(ruleOf(zone), date);
  const found = shown(forwards(cron(line, zone), begin, end));
  expect(typeof instants === "number" ? found.length : found).toEqual(instants);
});

describe.each(zoneRules.map((rule) => [rule.zone, rule] as const))("%s from 2026 to 2028", (zone, rule) => {
  test.each(lines.slice(0, 3))("%s", (line) => {
    const wanted = shown(expected[line](rule, from, to));
    expect(wanted.length).toBeGreaterThan(1_000);
    expect(shown(forwards(cron(line, zone), from, to))).toEqual(wanted);
  });

  test.each(lines)("%s around each change, forwards and backwards", (line) => {
    for (const { begin, end } of windows(rule, 5)) {
      const wanted = shown(expected[line](rule, begin, end));
      expect(shown(forwards(cron(line, zone), begin, end))).toEqual(wanted);
      expect(shown(backwards(cron(line, zone), begin, end))).toEqual(wanted);
    }
  });

  test("times of the day are as the cron line of the same time", () => {
    const occurrences = occurrencesOf({ mode: "daily", times: ["01:30", "02:30"], weekdays: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], zone });
    // In a gap both may be moved to the same instant, which is one occurrence.
    const wanted = [...new Set([...daily(rule, "01:30", from, to), ...daily(rule, "02:30", from, to)])].toSorted((one, other) => one - other);
    expect(shown(forwards(occurrences, from, to))).toEqual(shown(wanted));
  });

  test("intervals follow elapsed time", () => {
    for (const [every, unit, ms] of [[90, "minutes", 5_400_000], [6, "hours", 21_600_000], [1, "days", dayMs]] as const) {
      const found = forwards(occurrencesOf({ mode: "interval", every, unit, zone }), from, to);
      expect(new Set(found.slice(1).map((at, index) => at - (found[index] ?? 0)))).toEqual(new Set([ms]));
      // Counted from midnight of 1 January 2024 there.
      expect((present(found[0], "the first one") - (Date.UTC(2024, 0, 1) - offsetMs(rule, Date.UTC(2024, 0, 1)))) % ms).toBe(0);
    }
  });
});

/** Each change of clocks with days around it, and a week without one. */
function windows({ changes }: ZoneRule, days = 1): { begin: number; end: number }[] {
  const around = changes.slice(1).map(({ at }) => ({ begin: Date.parse(at) - days * dayMs - 1, end: Date.parse(at) + days * dayMs }));
  return [...around, { begin: Date.parse("2027-06-06T00:00Z") - 1, end: Date.parse("2027-06-13T00:00Z") }];
}

function byParser(line: string, zone: string, begin: number, end: number): number[] | "gives up" {
  try {
    const walk = CronExpressionParser.parse(line, { tz: zone, currentDate: new Date(begin) });
    const found: number[] = [];
    for (let at = walk.next().getTime(); at < end; at = walk.next().getTime()) found.push(at);
    return found;
  } catch {
    return "gives up";
  }
}

function byCroner(line: string, zone: string, begin: number, end: number): number[] {
  const other = new Cron(line, { timezone: zone });
  const found: number[] = [];
  for (let at = other.nextRun(new Date(begin)); at !== null && at.getTime() < end; at = other.nextRun(at)) found.push(at.getTime());
  return found;
}

/**
 * Where cron-parser has another rule, and nothing else: it moves a time in a gap by the gap's length (03:30 for 02:30)
 * where ours is the gap's end; and it takes every change for one of a full hour, which Lord Howe's are not.
 */
function differs(line: Line, zone: string, rule: ZoneRule, { begin, end }: { begin: number; end: number }): boolean {
  const changes = rule.changes.slice(1).filter(({ at }) => Date.parse(at) > begin && Date.parse(at) < end);
  const inGap = changes.some(({ at }) => offsetMs(rule, Date.parse(at)) > offsetMs(rule, Date.parse(at) - 1));
  if (changes.length === 0) return false;
  if (zone === "Australia/Lord_Howe") return line === "*/30 * * * *" || (line === "0 * * * *" && !inGap);
  return line === "30 2 * * *" && inGap && zone !== "Africa/Cairo";
}

describe("other libraries", () => {
  test.each(zoneRules.flatMap((rule) => lines.map((line) => [rule.zone, line, rule] as const)))("%s, %s: cron-parser agrees where its rule is ours", (zone, line, rule) => {
    for (const window of windows(rule)) {
      const ours = forwards(cron(line, zone), window.begin, window.end);
      const theirs = byParser(line, zone, window.begin, window.end);
      if (!differs(line, zone, rule, window)) expect(theirs === "gives up" ? theirs : shown(theirs)).toEqual(shown(ours));
      else expect(theirs).not.toEqual(ours);
    }
  });

  test.each(zoneRules.flatMap((rule) => lines.map((line) => [rule.zone, line, rule] as const)))("%s, %s: croner's own zones agree everywhere", (zone, line, rule) => {
    for (const { begin, end } of windows(rule)) expect(shown(byCroner(line, zone, begin, end))).toEqual(shown(forwards(cron(line, zone), begin, end)));
  });
});
