/** One formatter a zone: making one costs a hundred times what using it does. Zones are few, so all are kept. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError for a zone that is not known; `isZone` asks first. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const key = zone.toLowerCase();
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone, hourCycle: "h23", era: "short", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
    });
    formats.set(key, format);
  }
  return format;
}

/** A name of the IANA time zone database that this machine knows; offsets such as `+02:00` are none. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z][\w+-]*(\/[A-Za-z][\w+-]*)*$/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * What clocks in the zone show at an instant, as milliseconds of the same reading in UTC: comparing and adding are
 * plain arithmetic, and a zone's rules stay in `instantsOf`.
 */
export function localOf(instant: number, zone: string): number {
  const parts: Record<string, string> = {};
  for (const { type, value } of formatOf(zone).formatToParts(instant)) parts[type] = value;
  const read = (name: string): number => Number(parts[name]);
  const year = parts["era"] === "BC" ? 1 - read("year") : read("year");
  const wall = new Date(0);
  wall.setUTCFullYear(year, read("month") - 1, read("day"));
  wall.setUTCHours(read("hour"), read("minute"), read("second"), 0);
  return wall.getTime() + (((instant % 1_000) + 1_000) % 1_000);
}

/** Milliseconds that clocks in the zone are ahead of UTC at an instant. */
export function offsetAt(instant: number, zone: string): number {
  return localOf(instant, zone) - instant;
}

/** The first instant after `from` and at most `to` with another offset than the one before it; the two ends must differ. */
export function changeBetween(from: number, to: number, zone: string): number {
  const before = offsetAt(from, zone);
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, zone) === before) low = middle;
    else high = middle;
  }
  return high;
}

const dayMs = 86_400_000;

/** When clocks show a local time: once, the first (or last) of two times, or the first instant after the gap that it falls into. */
export function instantOf(local: number, zone: string, which: "first" | "last" = "first"): number {
  const before = offsetAt(local - dayMs, zone);
  const after = offsetAt(local + dayMs, zone);
  for (const offset of which === "first" ? [before, after] : [after, before]) {
    if (offsetAt(local - offset, zone) === offset) return local - offset;
  }
  return changeBetween(local - after, local - before, zone);
}
