/** One prefix a noun; the id's type carries it, so that a run's id cannot be passed for a flow's. */
export const idPrefixes = {
  user: "usr",
  workspace: "ws",
  invite: "inv",
  apiKey: "key",
  connection: "conn",
  flow: "flow",
  version: "fver",
  subscription: "sub",
  event: "evt",
  delivery: "dlv",
  run: "run",
  wait: "wait",
  request: "req",
  audit: "aud",
  rule: "egr",
  sample: "smp",
  redrive: "rdr",
  eventReplay: "rpl",
  runView: "rvw",
  alertRule: "alr",
  alert: "alt",
  notice: "ntc",
  template: "tmpl",
} as const;

export type IdKind = keyof typeof idPrefixes;
export type Id<Kind extends IdKind> = `${(typeof idPrefixes)[Kind]}_${string}`;

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

function timePart(milliseconds: number): string {
  let time = "";
  for (let rest = Math.max(0, Math.floor(milliseconds)), i = 0; i < 10; i += 1) {
    time = alphabet.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  return time;
}

/** What every id of a moment or later is not less than, and every earlier one is. @param at milliseconds since 1970. */
export function idAt(kind: IdKind, at: number): string {
  return `${idPrefixes[kind]}_${timePart(at)}`;
}

/** The moment an id was made, in milliseconds since 1970. */
export function timeOfId(id: string): number {
  const time = id.slice(id.indexOf("_") + 1).slice(0, 10);
  return [...time].reduce((sum, letter) => sum * 32 + Math.max(0, alphabet.indexOf(letter)), 0);
}

const randomAtOnce = 4_096;
let pool = new Uint8Array(0);
let taken = 0;

/** Random bytes for one id; asking for a few at a time costs more than all else about an id. */
function randomBytes16(): Uint8Array {
  if (taken + 16 > pool.byteLength) {
    pool = crypto.getRandomValues(new Uint8Array(randomAtOnce));
    taken = 0;
  }
  taken += 16;
  return pool.subarray(taken - 16, taken);
}

/**
 * A new id: prefix, then 10 characters of milliseconds and 16 random ones in Crockford base 32 (the layout of ULID),
 * so that ids sort by time of creation and cannot be guessed (80 random bits).
 */
export function newId<Kind extends IdKind>(kind: Kind, now: number = Date.now()): Id<Kind> {
  const time = timePart(now);
  let tail = "";
  for (const byte of randomBytes16()) tail += alphabet.charAt(byte & 31);
  return `${idPrefixes[kind]}_${time}${tail}`;
}
