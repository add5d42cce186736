import { isEveryDay, isEveryWeekday, readCron } from "./read-cron.ts";
import { type Schedule, unitMs } from "./schedule.ts";

/** How many occurrences that many hours may hold: an upper bound, so that a warning comes in time. */
export function mostWithin(schedule: Schedule, hours: number): number {
  const days = Math.ceil(hours / 24);
  switch (schedule.mode) {
    case "interval":
      return Math.ceil((hours * unitMs.hours) / (schedule.every * unitMs[schedule.unit]));
    case "daily":
      return Math.min(days, Math.ceil(days / 7) * schedule.weekdays.length) * schedule.times.length;
    case "cron": {
      const read = readCron(schedule.cron);
      if (!read.ok) return 0;
      const { value: fields } = read;
      const byWeekday = isEveryWeekday(fields) ? 0 : Math.ceil(days / 7) * fields.weekdays.length;
      const byDay = isEveryDay(fields) ? 0 : Math.ceil(days / 28) * fields.days.length;
      const chosen = byWeekday + byDay === 0 ? days : Math.min(days, byWeekday + byDay);
      return Math.min(hours, chosen * fields.hours.length) * fields.minutes.length;
    }
  }
}
