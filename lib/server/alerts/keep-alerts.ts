import { keepAtIt, type Keeper } from "../keep-at-it.ts";
import { deliverNotices } from "./deliver-notices.ts";
import { evaluateAlerts } from "./evaluate-alerts.ts";
import { forgetOldAlerts } from "./forget-old-alerts.ts";

const lookEveryMs = 5_000;
const tellEveryMs = 2_000;
const forgetEveryMs = 3_600_000;
/** A look that takes long is followed by a rest of so many times as long, so that looking never fills the database's day. */
const restAfterLook = 20;

/** Looks for what is wrong, and tells it. A slow mail server delays no look. */
export function keepAlerts(): Keeper {
  const keepers = [
    keepAtIt("alerts.not-evaluated", evaluateAlerts, (tookMs) => Math.max(lookEveryMs, tookMs * restAfterLook)),
    keepAtIt("alerts.not-told", deliverNotices, () => tellEveryMs),
    keepAtIt("alerts.not-forgotten", forgetOldAlerts, () => forgetEveryMs),
  ];
  return {
    async stop() {
      await Promise.all(keepers.map((keeper) => keeper.stop()));
    },
  };
}
