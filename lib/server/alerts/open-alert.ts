import type { AlertLook, AlertRow, AlertRuleRow } from "./alert-look.ts";
import { tell } from "./tell.ts";

/** Opens an alert, or goes on with one that is open or was over a moment ago. */
export function openAlert(look: AlertLook, rule: AlertRuleRow, alert: AlertRow, since: Date): void {
  alert.state = "open";
  alert.openedAt ??= since;
  alert.endedAt = null;
  alert.endedBy = null;
  look.changed.add(alert);
  look.touched.add(alert);
  tell(look, rule, alert);
}
