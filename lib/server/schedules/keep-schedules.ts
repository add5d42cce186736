import { keepAtIt, type Keeper } from "../keep-at-it.ts";
import { fireDue } from "./fire-due.ts";

const everyMs = 1_000;
/** Occurrences are whole minutes: a look shortly after each whole second finds them at once. The database says what is due. */
const afterSecondMs = 20;

/** Looks for due schedules; what was due while the database was away is due still. */
export function keepSchedules(): Keeper {
  return keepAtIt("schedules.not-fired", fireDue, () => everyMs - (Date.now() % everyMs) + afterSecondMs);
}
