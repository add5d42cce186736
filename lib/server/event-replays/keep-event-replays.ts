import { keepAtIt, type Keeper } from "../keep-at-it.ts";
import { advanceEventReplays } from "./advance-event-replays.ts";

const everyMs = 250;
/** Nobody waits for the first delivery of a replay to the millisecond. */
const idleMs = 1_000;

/** Goes on with replays of events. */
export function keepEventReplays(): Keeper {
  return keepAtIt("event-replays.not-advanced", advanceEventReplays, (_, delivered = 0) => (delivered > 0 ? everyMs : idleMs));
}
