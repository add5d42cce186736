import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

export interface SentEvent {
  name: string;
  data: Record<string, unknown>;
  id?: string;
  ts?: number;
  user?: object;
}

export interface ProtocolCall {
  functionId: string;
  stepId: string;
  event: SentEvent;
  attempt: number;
  status: number | null;
  ops: string[];
  /** The results that it remembered, as text. */
  memos: string;
}

function bare(key: string): string {
  return key.replace(/^signkey-\w+-/, "");
}

/** RFC 8785 for what JSON.parse gives: keys by UTF-16 code units, numbers and strings as JSON.stringify writes them. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`).join(",")}}`;
}

export function sign(signingKey: string, body: string, seconds = Math.floor(Date.now() / 1000)): string {
  return `t=${seconds}&s=${createHmac("sha256", bare(signingKey)).update(body + String(seconds)).digest("hex")}`;
}

export function bearerOf(signingKey: string): string {
  return `Bearer ${signingKey.slice(0, signingKey.length - bare(signingKey).length)}${createHash("sha256").update(Buffer.from(bare(signingKey), "hex")).digest("hex")}`;
}

export function isEqual(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}

/** Keys as they are made for a server of one's own. */
export function throwAwayKeys(): { signingKey: string; eventKey: string } {
  return { signingKey: `signkey-test-${randomBytes(32).toString("hex")}`, eventKey: randomBytes(16).toString("hex") };
}
