const withWeekday = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const withYear = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** What a clock somewhere shows, given as ISO without an offset: "Mon, 23 Nov, 08:30"; with the year when it is not this one. */
export function formatWall(local: string, now: number): string {
  const wall = new Date(`${local}Z`);
  return (wall.getUTCFullYear() === new Date(now).getUTCFullYear() ? withWeekday : withYear).format(wall).replace(/^(\w+), /, "$1 ");
}
