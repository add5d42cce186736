import type { AlertLook } from "./alert-look.ts";

/** What was counted in the same look after the alert opened belongs into its notice. */
export function countTold(look: AlertLook): void {
  for (const { alert, of, kind } of look.notices) {
    if (kind === "recovered") continue;
    alert.count = of.count;
    alert.lastRunId = of.lastRunId;
    of.toldCount = of.count;
  }
}
