import { Cron } from "croner";
import { present } from "#lib/assert.ts";
import { readCron, writeCron } from "./read-cron.ts";
import { type Schedule, unitMs } from "./schedule.ts";
import { changeBetween, instantOf, localOf, offsetAt } from "./zone.ts";

/** Instants in milliseconds since 1970, each a whole minute; null when there is none. */
export interface Occurrences {
  /** The first one after an instant. */
  next(after: number): number | null;
  /** The last one before an instant. */
  previous(before: number): number | null;
}

/** Readings of a clock, in the form of `localOf`, at which something happens. */
interface Readings {
  from(local: number): number | null;
  upTo(local: number): number | null;
}

const minuteMs = unitMs.minutes;
/** Clocks are never moved by more at once, save where a country changed its date. */
const longestShiftMs = 3 * unitMs.hours;
/** Intervals count from here: midnight at the beginning of Monday, 1 January 2024, in the zone. */
const anchorLocal = Date.UTC(2024, 0, 1);

function readingsOf(cronLines: readonly string[]): Readings {
  // Without a zone: the lines are matched on the clock's readings, and the rule for gaps stays ours.
  const crons = cronLines.map((line) => new Cron(line, { mode: "5-part", utcOffset: 0 }));
  return {
    from(local) {
      const start = new Date(Math.ceil(local / minuteMs) * minuteMs - minuteMs);
      const found = crons.flatMap((cron) => cron.nextRun(start)?.getTime() ?? []);
      return found.length === 0 ? null : Math.min(...found);
    },
    upTo(local) {
      const start = new Date(Math.floor(local / minuteMs) * minuteMs + minuteMs);
      const found = crons.flatMap((cron) => cron.previousRuns(1, start)[0]?.getTime() ?? []);
      return found.length === 0 ? null : Math.max(...found);
    },
  };
}

/** Each reading once, at the instant that `instantOf` gives it. Instants grow with readings, so the first that fits is it. */
function byReading(readings: Readings, zone: string): Occurrences {
  return {
    next(after) {
      let reading = readings.from(localOf(after, zone));
      while (reading !== null) {
        const instant = instantOf(reading, zone);
        if (instant > after) return instant;
        reading = readings.from(reading + minuteMs);
      }
      return null;
    },
    previous(before) {
      // Shortly after clocks went back they had shown later readings already.
      const shown = Math.max(offsetAt(before - unitMs.days, zone), offsetAt(before, zone)) + before;
      let reading = readings.upTo(shown);
      while (reading !== null) {
        const instant = instantOf(reading, zone);
        if (instant < before) return instant;
        reading = readings.upTo(reading - minuteMs);
      }
      return null;
    },
  };
}

/** Whenever clocks show a reading: not in a gap, and again after they went back. */
function byElapsed(readings: Readings, zone: string): Occurrences {
  return {
    next(after) {
      for (let from = after + 1; ; ) {
        const offset = offsetAt(from, zone);
        const reading = readings.from(from + offset);
        if (reading === null) return null;
        const near = from + longestShiftMs;
        const end = offsetAt(near, zone) === offset ? near : changeBetween(from, near, zone) - 1;
        if (reading - offset <= end) return reading - offset;
        if (end < near) {
          from = end + 1;
          continue;
        }
        // Further away than any change reaches back: clocks show it then for the first time, or leave it out.
        const instant = instantOf(reading, zone);
        if (localOf(instant, zone) === reading) return instant;
        from = instant;
      }
    },
    previous(before) {
      for (let upTo = before - 1; ; ) {
        const offset = offsetAt(upTo, zone);
        const reading = readings.upTo(upTo + offset);
        if (reading === null) return null;
        const near = upTo - longestShiftMs;
        const begin = offsetAt(near, zone) === offset ? near : changeBetween(near, upTo, zone);
        if (reading - offset >= begin) return reading - offset;
        if (begin > near) {
          upTo = begin - 1;
          continue;
        }
        const instant = instantOf(reading, zone, "last");
        if (localOf(instant, zone) === reading) return instant;
        upTo = instant - 1;
      }
    },
  };
}

function byInterval(stepMs: number, zone: string): Occurrences {
  const anchor = instantOf(anchorLocal, zone);
  return {
    next: (after) => anchor + (Math.floor((after - anchor) / stepMs) + 1) * stepMs,
    previous: (before) => anchor + (Math.ceil((before - anchor) / stepMs) - 1) * stepMs,
  };
}

const cronDays = { sun: 0, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6 };

/** When a schedule happens, computed from the schedule alone. It must have been read by `readSchedule`. */
export function occurrencesOf(schedule: Schedule): Occurrences {
  const { zone } = schedule;
  switch (schedule.mode) {
    case "interval":
      return byInterval(schedule.every * unitMs[schedule.unit], zone);
    case "daily": {
      const days = schedule.weekdays.map((day) => cronDays[day]).join(",");
      const lines = schedule.times.map((time) => {
        const [hour = "", minute = ""] = time.split(":");
        return `${Number(minute)} ${Number(hour)} * * ${days}`;
      });
      return byReading(readingsOf(lines), zone);
    }
    case "cron": {
      const read = readCron(schedule.cron);
      const fields = present(read.ok ? read.value : null, "a cron line that was read before");
      const readings = readingsOf([writeCron(fields)]);
      return fields.hours.length === 24 ? byElapsed(readings, zone) : byReading(readings, zone);
    }
  }
}

/** The next `count` occurrences after an instant; fewer when there are no more. */
export function upcoming(occurrences: Occurrences, after: number, count: number): number[] {
  const found: number[] = [];
  for (let at = occurrences.next(after); at !== null && found.length < count; at = occurrences.next(at)) found.push(at);
  return found;
}
