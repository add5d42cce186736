import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import { fail, ok, type Result } from "#lib/result.ts";
import { readCron } from "./read-cron.ts";
import { intervalUnits, longestInterval, mostTimes, type Schedule, weekdays } from "./schedule.ts";
import { isZone } from "./zone.ts";

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function readDaily(value: JsonObject, zone: string): Result<Schedule, string> {
  const times = texts(value["times"]);
  if (times.length === 0) return fail("Give at least one time of the day, such as 08:30.");
  if (times.length > mostTimes) return fail(`It takes ${mostTimes} times a day at most. Use a cron line for more.`);
  const wrong = times.find((time) => !/^([01]\d|2[0-3]):[0-5]\d$/.test(time));
  if (wrong !== undefined) return fail(`The time “${wrong}” is not understood. Write hours and minutes, such as 08:30 or 17:00.`);
  const days = new Set(texts(value["weekdays"]));
  const unknown = [...days].find((day) => !weekdays.some((known) => known === day));
  if (unknown !== undefined) return fail(`The weekday “${unknown}” is not understood. Take some of ${weekdays.join(", ")}.`);
  if (days.size === 0) return fail("Choose at least one weekday.");
  return ok({ mode: "daily", times: [...new Set(times)].toSorted(), weekdays: weekdays.filter((day) => days.has(day)), zone });
}

function readInterval(value: JsonObject, zone: string): Result<Schedule, string> {
  const { every } = value;
  const unit = intervalUnits.find((known) => known === value["unit"]);
  if (!unit) return fail("Choose minutes, hours or days.");
  if (typeof every !== "number" || !Number.isInteger(every) || every < 1 || every > longestInterval) return fail(`Say every how many ${unit}: a whole number from 1 to ${longestInterval.toLocaleString("en-GB")}.`);
  return ok({ mode: "interval", every, unit, zone });
}

/** A schedule as a node's settings hold it, in one spelling. The problem is in words and says what to do. */
export function readSchedule(value: Json | undefined): Result<Schedule, string> {
  if (!isJsonObject(value)) return fail("Choose when it starts: every so often, at times of the day, or by a cron line.");
  const { zone } = value;
  if (typeof zone !== "string" || zone === "") return fail("Choose a time zone.");
  if (!isZone(zone)) return fail(`The time zone “${zone.slice(0, 60)}” is not known. Take one such as Europe/Berlin or UTC.`);
  switch (value["mode"]) {
    case "interval":
      return readInterval(value, zone);
    case "daily":
      return readDaily(value, zone);
    case "cron": {
      const { cron } = value;
      if (typeof cron !== "string") return fail("Write a cron line, such as 30 8 * * 1-5.");
      const read = readCron(cron);
      return read.ok ? ok({ mode: "cron", cron: cron.trim().replaceAll(/\s+/g, " "), zone }) : read;
    }
    default:
      return fail("Choose when it starts: every so often, at times of the day, or by a cron line.");
  }
}
