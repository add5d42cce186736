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
  alertRule: "alr",
  alert: "alt",
  notice: "ntc",
} as const;

export type IdKind = keyof typeof idPrefixes;
export type Id<Kind extends IdKind> = `${(typeof idPrefixes)[Kind]}_${string}`;

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A new id: prefix, then 10 characters of milliseconds and 16 random ones in Crockford base 32 (the layout of ULID),
 * so that ids sort by time of creation and cannot be guessed (80 random bits).
 */
export function newId<Kind extends IdKind>(kind: Kind, now: number = Date.now()): Id<Kind> {
  let time = "";
  for (let rest = now, i = 0; i < 10; i += 1) {
    time = alphabet.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  const random = crypto.getRandomValues(new Uint8Array(16));
  let tail = "";
  for (const byte of random) tail += alphabet.charAt(byte & 31);
  return `${idPrefixes[kind]}_${time}${tail}`;
}
