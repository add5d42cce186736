const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dateWithYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** Midnights between two moments where the reader is. */
function daysBetween(from: Date, to: Date): number {
  return Math.round((Date.UTC(to.getFullYear(), to.getMonth(), to.getDate()) - Date.UTC(from.getFullYear(), from.getMonth(), from.getDate())) / 86_400_000);
}

/** When something comes, in the reader's zone: "today 17:00", "tomorrow 08:30", "Mon 08:30", "24 Dec, 08:30". */
export function formatNext(iso: string, now: number): string {
  const at = new Date(iso);
  const days = daysBetween(new Date(now), at);
  if (at.getTime() <= now) return "now";
  if (days === 0) return `today ${time.format(at)}`;
  if (days === 1) return `tomorrow ${time.format(at)}`;
  if (days < 7) return `${weekday.format(at)} ${time.format(at)}`;
  return `${(at.getFullYear() === new Date(now).getFullYear() ? date : dateWithYear).format(at)}, ${time.format(at)}`;
}
