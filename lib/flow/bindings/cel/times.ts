import { CelError } from "../cel-error.ts";
import { CelDuration } from "./cel-value.ts";
import { RecentlyUsed } from "./recently-used.ts";

const earliest = -62_135_596_800_000;
const latest = 253_402_300_799_999;

/** @param milliseconds since 1970, from the year 1 to 9999 as in CEL. */
export function timeOf(milliseconds: number): Date {
  if (milliseconds >= earliest && milliseconds <= latest) return new Date(milliseconds);
  throw new CelError("invalid", "This time is before the year 1 or after the year 9999.");
}

const timeText = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:?\d\d)?)?$/;

/** Reads ISO 8601 text. A date alone is its midnight in UTC; a time must say its zone, or two machines would differ. */
export function readTime(text: string): Date {
  const match = timeText.exec(text);
  const [, year, month, day, hour, minute = "0", second = "0", fraction = "", zone] = match ?? [];
  if (match && hour !== undefined && zone === undefined) throw new CelError("invalid", `The time “${text}” says no zone. Put Z or an offset such as +02:00 at its end.`);
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = new Date(midnight);
  if (Number(year) < 100) date.setUTCFullYear(Number(year));
  const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) && Number(hour ?? 0) < 24 && Number(minute) < 60 && Number(second) < 60;
  if (!match || !isReal) throw new CelError("invalid", `“${text.slice(0, 40)}” is no time. Write it as 2026-05-31T12:00:00Z.`);
  const offset = zone === undefined || zone.toUpperCase() === "Z" ? 0 : (zone.startsWith("-") ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
  const inDay = ((Number(hour ?? 0) * 60 + Number(minute) - offset) * 60 + Number(second)) * 1_000 + Number(fraction.slice(0, 3).padEnd(3, "0"));
  return timeOf(date.getTime() + inDay);
}

const units: { readonly [unit: string]: number } = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** Reads `90m`, `1h30m`, `-1.5h`, `250ms`; days are 24 hours. */
export function readDuration(text: string): CelDuration {
  const parts = text.length > 100 ? [] : [...text.matchAll(/(\d+(?:\.\d+)?)(ms|d|h|m|s)/g)];
  const sign = text.startsWith("-") ? -1 : 1;
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text.replace(/^[+-]/, "")) {
    throw new CelError("invalid", `“${text.slice(0, 40)}” is no duration. Write it as 30s, 90m, 1h30m or 7d.`);
  }
  return new CelDuration(sign * parts.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * (units[unit] ?? 0), 0));
}

/** As JSON and as text: seconds, as CEL writes them. */
export function durationText(duration: CelDuration): string {
  return `${duration.valueOf() / 1_000}s`;
}

const formats = new RecentlyUsed<Intl.DateTimeFormat>(100);

/**
 * The same clock reading, moved to UTC: its UTC fields are the fields in the zone.
 * @param onNewZone called before a zone is looked up, which takes long.
 */
export function inZone(time: Date, zone: string | undefined, onNewZone: () => void): Date {
  if (zone === undefined || zone === "UTC") return time;
  try {
    const format = formats.get(zone, (timeZone) => {
      onNewZone();
      return new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", era: "short", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
    });
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
    const [year, month, day, hour, minute, second] = ["year", "month", "day", "hour", "minute", "second"].map((type) => Number(parts[type]));
    const moved = new Date(Date.UTC(2_000, (month ?? 1) - 1, day, hour, minute, second, time.getUTCMilliseconds()));
    moved.setUTCFullYear(parts["era"] === "BC" ? 1 - (year ?? 0) : (year ?? 0), (month ?? 1) - 1, day);
    return moved;
  } catch (error) {
    if (error instanceof RangeError) throw new CelError("invalid", `“${zone.slice(0, 40)}” is no time zone. Write one such as Europe/Berlin or +02:00.`);
    throw error;
  }
}

/** Days since the first of January of the same year in UTC. */
export function dayOfYear(time: Date): number {
  const start = new Date(time);
  start.setUTCMonth(0, 1);
  return Math.round((start.setUTCHours(0, 0, 0, 0) - new Date(time).setUTCHours(0, 0, 0, 0)) / -86_400_000);
}
