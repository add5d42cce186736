import { keepAtIt, type Keeper } from "../keep-at-it.ts";
import { admitWaiting } from "./admit-runs.ts";
import { startHeld } from "./start-held.ts";

const everyMs = 2_000;
const soonestMs = 20;

/** Starts what was held, when there is room again or its time has come. */
export function keepAdmitting(): Keeper {
  return keepAtIt(
    "held.not-started",
    async () => {
      const [, { nextMs }] = await Promise.all([startHeld(), admitWaiting()]);
      return nextMs;
    },
    (_, nextMs = everyMs) => Math.min(everyMs, Math.max(soonestMs, nextMs)),
  );
}
