import { fail, ok, type Result } from "#lib/result.ts";

/** The values of each field, ascending; weekdays from 0, Sunday. */
export interface CronFields {
  minutes: number[];
  hours: number[];
  days: number[];
  months: number[];
  weekdays: number[];
}

interface FieldRule {
  key: keyof CronFields;
  word: string;
  min: number;
  max: number;
  names?: readonly string[];
}

const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const rules: readonly FieldRule[] = [
  { key: "minutes", word: "minute", min: 0, max: 59 },
  { key: "hours", word: "hour", min: 0, max: 23 },
  { key: "days", word: "day of the month", min: 1, max: 31 },
  { key: "months", word: "month", min: 1, max: 12, names: monthNames },
  // 7 is Sunday too.
  { key: "weekdays", word: "weekday", min: 0, max: 7, names: dayNames },
];

/** Days of each month in a leap year. */
const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

function readValue(text: string, { word, min, max, names }: FieldRule): Result<number, string> {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return ok(named + min);
  if (!/^\d{1,4}$/.test(text)) return fail(`The ${word} “${text}” is not understood. Write *, a number, a list such as 1,15, a range such as 1-5, or a step such as */15.`);
  const value = Number(text);
  return value < min || value > max ? fail(`The ${word} ${value} does not exist. Take one from ${min} to ${max}.`) : ok(value);
}

function readPart(part: string, rule: FieldRule): Result<number[], string> {
  const { word, min } = rule;
  // Weekday 7 doubles 0: a star ends before it.
  const max = rule.key === "weekdays" ? 6 : rule.max;
  const [base = "", stepText, ...more] = part.split("/");
  if (part === "" || more.length > 0) return fail(`The ${word} “${part}” is not understood. Separate values with one comma, and a step with one slash.`);
  const step = stepText === undefined ? 1 : Number(stepText);
  if (!/^\d{0,4}$/.test(stepText ?? "") || stepText === "" || step < 1) return fail(`The step “${stepText}” of the ${word} is not understood. Write a whole number from 1, such as */15.`);
  if (base === "*") return step > max ? fail(`A step of ${step} is longer than the ${word} counts, so it would come at ${min} only. Write ${min}, or a smaller step.`) : ok(range(min, max, step));
  const [fromText = "", toText, ...tail] = base.split("-");
  if (tail.length > 0) return fail(`The ${word} “${base}” is not understood. A range has two ends, such as 1-5.`);
  const from = readValue(fromText, rule);
  if (!from.ok || toText === undefined) {
    if (from.ok && stepText !== undefined) return fail(`The step in “${part}” needs a range. Write ${from.value}-${max}/${step}, or */${step}.`);
    return from.ok ? ok([from.value]) : from;
  }
  const to = readValue(toText, rule);
  if (!to.ok) return to;
  // `sat-sun`: Sunday closes a week as 7.
  const end = toText.toLowerCase() === "sun" && from.value > 0 ? 7 : to.value;
  return end < from.value ? fail(`The ${word} range ${base} runs backwards. Write its smaller end first, or list its parts with a comma.`) : ok(range(from.value, end, step));
}

function readField(text: string, rule: FieldRule): Result<number[], string> {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const read = readPart(part, rule);
    if (!read.ok) return read;
    for (const value of read.value) values.add(rule.key === "weekdays" ? value % 7 : value);
  }
  return ok([...values].toSorted((one, other) => one - other));
}

export function isEveryDay({ days }: Pick<CronFields, "days">): boolean {
  return days.length === 31;
}

export function isEveryWeekday({ weekdays }: Pick<CronFields, "weekdays">): boolean {
  return weekdays.length === 7;
}

/**
 * A cron line of five fields: minute, hour, day of the month, month, weekday. When both kinds of day are limited, either
 * one is enough, as in POSIX crontab. The problem is in words, and names the field.
 */
export function readCron(text: string): Result<CronFields, string> {
  const words = text.trim().split(/\s+/).filter((word) => word !== "");
  if (words.length !== rules.length) return fail(`A cron line has 5 fields: minute, hour, day of the month, month, weekday. This one has ${words.length}. Write one such as 30 8 * * 1-5.`);
  const fields: CronFields = { minutes: [], hours: [], days: [], months: [], weekdays: [] };
  for (const [index, rule] of rules.entries()) {
    const read = readField(words[index] ?? "", rule);
    if (!read.ok) return read;
    fields[rule.key] = read.value;
  }
  const comes = !isEveryWeekday(fields) || fields.months.some((month) => fields.days.some((day) => day <= (monthDays[month - 1] ?? 0)));
  return comes ? ok(fields) : fail("This never comes: none of its months has such a day. Change the day or the month.");
}

/** The same line with numbers only. */
export function writeCron({ minutes, hours, days, months, weekdays }: CronFields): string {
  const field = (values: readonly number[], all: number): string => (values.length === all ? "*" : values.join(","));
  return [field(minutes, 60), field(hours, 24), field(days, 31), field(months, 12), field(weekdays, 7)].join(" ");
}
