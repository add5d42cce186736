import type { AlertCondition } from "./alert-condition.ts";
import { spanWords } from "./span-words.ts";

/** When a rule opens an alert: "A run fails 3 times in the same way within 10 min". */
export function conditionWords(condition: AlertCondition): string {
  switch (condition.what) {
    case "failed":
      return condition.times === 1 ? "A run fails" : `Runs fail ${condition.times} times in the same way within ${spanWords(condition.withinMinutes * 60_000)}`;
    case "slow":
      return `A run takes longer than ${spanWords(condition.overSeconds * 1_000)}`;
    case "late":
      return `A run starts more than ${spanWords(condition.overSeconds * 1_000)} late`;
    case "silent":
      return `Nothing starts a run for ${spanWords(condition.overSeconds * 1_000)}`;
    case "queue": {
      const parts = [
        condition.over === null ? null : `more than ${condition.over.toLocaleString("en")} wait`,
        condition.oldestOverSeconds === null ? null : `the oldest has waited for ${spanWords(condition.oldestOverSeconds * 1_000)}`,
      ];
      const words = parts.filter((part) => part !== null).join(", or ");
      return words.charAt(0).toUpperCase() + words.slice(1);
    }
  }
}
