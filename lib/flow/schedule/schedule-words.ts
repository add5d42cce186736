import { type CronFields, isEveryDay, isEveryWeekday, readCron } from "./read-cron.ts";
import { type Schedule, type Weekday, weekdays } from "./schedule.ts";

const list = new Intl.ListFormat("en-GB");
const dayNames: Record<Weekday, string> = { mon: "Monday", tue: "Tuesday", wed: "Wednesday", thu: "Thursday", fri: "Friday", sat: "Saturday", sun: "Sunday" };
const monthNames = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
/** More single times than this are told by their hours. */
const mostTold = 6;

function listed(words: readonly string[]): string {
  return list.format(words.length > mostTold ? [...words.slice(0, mostTold - 1), `${words.length - mostTold + 1} more`] : words);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** `Berlin time`, `UTC`. */
export function zoneWords(zone: string): string {
  const place = zone.split("/").at(-1) ?? zone;
  return /^(UTC|GMT|UCT|Zulu|Universal)$/i.test(place) ? "UTC" : `${place.replaceAll("_", " ")} time`;
}

function everyDays(days: readonly Weekday[]): string {
  const names = days.map((day) => dayNames[day]);
  switch (days.join()) {
    case weekdays.join():
      return "every day";
    case "mon,tue,wed,thu,fri":
      return "every weekday";
    default:
      return `every ${listed(names)}`;
  }
}

function timesOf(times: readonly string[]): string {
  return `at ${listed(times)}`;
}

function begin(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Which days a cron line takes, and the months when not all. */
function cronDays(fields: CronFields): { days: string; months: string } {
  const names = weekdays.filter((_, index) => fields.weekdays.includes((index + 1) % 7));
  const ofMonth = `on day ${listed(fields.days.map(String))} of the month`;
  const days = isEveryDay(fields) ? everyDays(names) : isEveryWeekday(fields) ? ofMonth : `${ofMonth} and ${everyDays(names)}`;
  return { days, months: fields.months.length === 12 ? "" : ` in ${listed(fields.months.map((month) => monthNames[month - 1] ?? ""))}` };
}

/** Minutes that repeat evenly through the hour: 15 for 0, 15, 30 and 45; null for others. */
function evenStep(minutes: readonly number[]): number | null {
  const step = 60 / minutes.length;
  return Number.isInteger(step) && minutes.every((minute, index) => minute === index * step) ? step : null;
}

function cronWords(cron: string): string {
  const read = readCron(cron);
  if (!read.ok) return `by ${cron}`;
  const { value: fields } = read;
  const { minutes, hours } = fields;
  const { days, months } = cronDays(fields);
  if (minutes.length * hours.length <= mostTold) return `${days} ${timesOf(hours.flatMap((hour) => minutes.map((minute) => `${two(hour)}:${two(minute)}`)))}${months}`;
  const step = evenStep(minutes);
  const pace = step === 1 ? "every minute" : step === 60 ? "every hour" : step === null ? `at minute ${listed(minutes.map(String))} of every hour` : `every ${step} minutes`;
  const within = hours.length === 24 ? "" : ` in the hours ${listed(hours.map(two))}`;
  return `${pace}${within}${days === "every day" && months === "" ? "" : `, ${days}${months}`}`;
}

function intervalWords({ every, unit }: Extract<Schedule, { mode: "interval" }>): string {
  // Elapsed time, which a plain "every day" would not say.
  if (unit === "days") return `every ${(every * 24).toLocaleString("en-GB")} hours`;
  return every === 1 ? `every ${unit.slice(0, -1)}` : `every ${every.toLocaleString("en-GB")} ${unit}`;
}

/** One sentence without a full stop: `Every weekday at 08:30, Berlin time`. */
export function scheduleWords(schedule: Schedule): string {
  const zone = zoneWords(schedule.zone);
  switch (schedule.mode) {
    case "interval":
      return `${begin(intervalWords(schedule))}, ${zone}`;
    case "daily":
      return `${begin(everyDays(schedule.weekdays))} ${timesOf(schedule.times)}, ${zone}`;
    case "cron":
      return `${begin(cronWords(schedule.cron))}, ${zone}`;
  }
}
