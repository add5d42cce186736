import { keepAtIt, type Keeper } from "../keep-at-it.ts";
import { advanceRedrives } from "./advance-redrives.ts";

const everyMs = 250;
/** Nobody waits for the first run of a redrive to the millisecond. */
const idleMs = 1_000;

/** Goes on with redrives. */
export function keepRedrives(): Keeper {
  return keepAtIt("redrives.not-advanced", advanceRedrives, (_, started = 0) => (started > 0 ? everyMs : idleMs));
}
