import type { AlertLook, AlertRow } from "./alert-look.ts";
import { tell } from "./tell.ts";

/** @param by `recovered`, why nobody can tell any more, or the actor who resolved it. */
export function endAlert(look: AlertLook, alert: AlertRow, by: string): void {
  alert.state = "over";
  alert.endedAt = look.now;
  alert.endedBy = by;
  alert.recent = [];
  look.changed.add(alert);
  const rule = look.rules.get(alert.ruleId);
  if (rule) tell(look, rule, alert);
}
