const hour = 60;

/** Minutes ahead of UTC from an instant on, as governments have set them; read by people, not from this machine's zone data. */
export interface ZoneRule {
  zone: string;
  changes: readonly { at: string; offset: number }[];
}

function summer(zone: string, standard: number, shift: number, years: readonly (readonly [begins: string, ends: string])[], southern = false): ZoneRule {
  const first = { at: "1970-01-01T00:00Z", offset: southern ? standard + shift : standard };
  const changes = years.flatMap(([begins, ends]) => [{ at: begins, offset: standard + shift }, { at: ends, offset: standard }]);
  return { zone, changes: [first, ...changes.toSorted((one, other) => one.at.localeCompare(other.at))] };
}

/** Every change of clocks from 2026 to 2028. */
export const zoneRules: readonly ZoneRule[] = [
  // 02:00 becomes 03:00 on the second Sunday of March, and 01:00 on the first of November.
  summer("America/New_York", -5 * hour, hour, [["2026-03-08T07:00Z", "2026-11-01T06:00Z"], ["2027-03-14T07:00Z", "2027-11-07T06:00Z"], ["2028-03-12T07:00Z", "2028-11-05T06:00Z"]]),
  // 02:00 becomes 03:00 on the last Sunday of March, and 03:00 becomes 02:00 on the last of October.
  summer("Europe/Berlin", hour, hour, [["2026-03-29T01:00Z", "2026-10-25T01:00Z"], ["2027-03-28T01:00Z", "2027-10-31T01:00Z"], ["2028-03-26T01:00Z", "2028-10-29T01:00Z"]]),
  // By half an hour: 02:00 becomes 02:30 on the first Sunday of October, and 01:30 on the first of April.
  summer("Australia/Lord_Howe", 10.5 * hour, 0.5 * hour, [["2026-10-03T15:30Z", "2026-04-04T15:00Z"], ["2027-10-02T15:30Z", "2027-04-03T15:00Z"], ["2028-09-30T15:30Z", "2028-04-01T15:00Z"]], true),
  // At midnight: 00:00 becomes 01:00 on the last Friday of April, and 23:00 of the day before after the last Thursday of October.
  summer("Africa/Cairo", 2 * hour, hour, [["2026-04-23T22:00Z", "2026-10-29T21:00Z"], ["2027-04-29T22:00Z", "2027-10-28T21:00Z"], ["2028-04-27T22:00Z", "2028-10-26T21:00Z"]]),
  summer("America/Sao_Paulo", -3 * hour, 0, []),
  summer("UTC", 0, 0, []),
];

const minuteMs = 60_000;
const dayMs = 86_400_000;

export function offsetMs({ changes }: ZoneRule, instant: number): number {
  return (changes.findLast(({ at }) => Date.parse(at) <= instant)?.offset ?? Number.NaN) * minuteMs;
}

/** A time of each day, by the rule: the first instant that shows it, else the change that leaves it out. */
export function daily(rule: ZoneRule, time: string, from: number, to: number): number[] {
  const ofDay = Date.parse(`1970-01-01T${time}Z`);
  const found: number[] = [];
  for (let day = Math.floor(from / dayMs) * dayMs - dayMs; day < to + dayMs; day += dayMs) {
    const local = day + ofDay;
    const shown = rule.changes.map(({ offset }) => local - offset * minuteMs).filter((instant) => instant + offsetMs(rule, instant) === local);
    const gap = rule.changes.find(({ at }, index) => {
      const change = Date.parse(at);
      const before = (rule.changes[index - 1]?.offset ?? Number.NaN) * minuteMs;
      return local >= change + before && local < change + offsetMs(rule, change);
    });
    const instant = shown.length > 0 ? Math.min(...shown) : Date.parse(gap?.at ?? "");
    if (instant > from && instant < to) found.push(instant);
  }
  return found;
}

/** Whenever clocks show a minute that the step divides. */
export function paced(rule: ZoneRule, stepMinutes: number, from: number, to: number): number[] {
  const found: number[] = [];
  for (let instant = Math.ceil(from / minuteMs) * minuteMs; instant < to; instant += 30 * minuteMs) {
    if (instant > from && (instant + offsetMs(rule, instant)) % (stepMinutes * minuteMs) === 0) found.push(instant);
  }
  return found;
}
