import { keepAtIt, type Keeper } from "../keep-at-it.ts";
import { admitWaiting } from "./admit-runs.ts";
import { lookEveryMs, soonestMs } from "./admit-when-due.ts";
import { startHeld } from "./start-held.ts";

/** Starts what was held, when there is room again or its time has come. */
export function keepAdmitting(): Keeper {
  return keepAtIt(
    "held.not-started",
    async () => {
      const [, { nextMs }] = await Promise.all([startHeld(), admitWaiting()]);
      return nextMs;
    },
    (_, nextMs = lookEveryMs) => Math.min(lookEveryMs, Math.max(soonestMs, nextMs)),
  );
}
