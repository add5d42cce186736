import type { AlertLook, AlertRow, AlertRuleRow, ToldKind } from "./alert-look.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Reminders come less and less often, down to one a day, so that nobody stops reading them. */
function gapMs(cooldownMs: number, reminders: number): number {
  return Math.min(Math.max(dayMs, cooldownMs), cooldownMs * 2 ** reminders);
}

function kindFor(alert: AlertRow, now: Date): ToldKind | null {
  if (alert.mutedAt !== null) return null;
  if (alert.state === "over") return alert.told === "open" ? "recovered" : null;
  if (alert.noticeAt !== null && alert.noticeAt > now) return null;
  if (alert.told !== "open") return "opened";
  // What counts failures or slow runs has nothing to add before the next one; the rest is wrong for as long as it is open.
  const isCounted = alert.what === "failed" || (alert.what === "slow" && !alert.facts.running);
  return isCounted && alert.count <= alert.toldCount ? null : "reminder";
}

/**
 * What an alert's recipients are to hear now, if anything: that it opened, that it goes on, or that it is over. What
 * comes back within the cool-down is told once that has passed, if it is open still.
 */
export function tell(look: AlertLook, rule: AlertRuleRow, alert: AlertRow): void {
  const kind = kindFor(alert, look.now);
  const cooldownMs = rule.cooldownMinutes * minuteMs;
  if (kind !== null) {
    look.notices.push({ alert: { ...alert }, of: alert, rule, kind });
    look.changed.add(alert);
    alert.told = kind === "recovered" ? "over" : "open";
    alert.toldCount = alert.count;
    alert.reminders = kind === "reminder" ? alert.reminders + 1 : 0;
    if (kind !== "recovered") alert.noticedAt = look.now;
  }
  if (alert.noticedAt === null) return;
  const gap = alert.state === "over" ? cooldownMs : gapMs(cooldownMs, alert.reminders);
  const noticeAt = new Date(alert.noticedAt.getTime() + gap);
  if (noticeAt.getTime() === alert.noticeAt?.getTime()) return;
  alert.noticeAt = noticeAt;
  look.changed.add(alert);
}
