import { CelError } from "../cel-error.ts";
import type { Implementation } from "./implementation.ts";
import { CelDuration } from "./cel-value.ts";
import { charge, type Frame } from "./frame.ts";
import { dayOfYear, inZone, readDuration, readTime, timeOf } from "./times.ts";

type DateName = "getFullYear" | "getMonth" | "getDate" | "getDayOfMonth" | "getDayOfWeek" | "getDayOfYear";
type ClockName = "getHours" | "getMinutes" | "getSeconds" | "getMilliseconds";

function zoned(frame: Frame, time: Date, zone: string | undefined): Date {
  charge(frame, zone === undefined ? 4 : 400);
  return inZone(time, zone, () => charge(frame, 5_000));
}

function date(read: (time: Date) => number): Implementation<"getMonth"> {
  return (frame, time, zone) => read(zoned(frame, time, zone));
}

/** Of a time its clock reading; of a duration all of it in that unit, as in CEL. */
function clock(read: (time: Date) => number, unit: number): Implementation<"getHours"> {
  return (frame, value, zone) => (value instanceof CelDuration ? Math.trunc(value.valueOf() / unit) || 0 : read(zoned(frame, value, zone)));
}

export const timeFunctions: { [Name in "timestamp" | "duration" | DateName | ClockName]: Implementation<Name> } = {
  timestamp: (frame, value) => {
    charge(frame, 70);
    if (typeof value === "string") return readTime(value);
    if (typeof value !== "number") return value;
    if (!Number.isFinite(value)) throw new CelError("invalid", "“timestamp” needs seconds since 1970.");
    return timeOf(value * 1_000);
  },
  duration: (frame, value) => {
    charge(frame, 80);
    return typeof value === "string" ? readDuration(value) : value;
  },
  // Months and days of the month count from 0 in CEL; `getDate` counts from 1.
  getFullYear: date((time) => time.getUTCFullYear()),
  getMonth: date((time) => time.getUTCMonth()),
  getDate: date((time) => time.getUTCDate()),
  getDayOfMonth: date((time) => time.getUTCDate() - 1),
  getDayOfWeek: date((time) => time.getUTCDay()),
  getDayOfYear: date(dayOfYear),
  getHours: clock((time) => time.getUTCHours(), 3_600_000),
  getMinutes: clock((time) => time.getUTCMinutes(), 60_000),
  getSeconds: clock((time) => time.getUTCSeconds(), 1_000),
  getMilliseconds: clock((time) => time.getUTCMilliseconds(), 1),
};
