import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { FormSetup } from "#lib/connectors/form-setup.ts";
import { networkOf } from "../auth/network-of.ts";
import { encryptionKey } from "../crypto/workspace-key.ts";

const visitorMs = 10 * 60_000;
const everybodyMs = 60_000;
/** Counters remembered at once; each process counts for itself. */
const most = 20_000;

const counters = new Map<string, { until: number; count: number }>();

function forget(now: number): void {
  for (const [key, { until }] of counters) if (until <= now) counters.delete(key);
  for (const key of counters.keys()) {
    if (counters.size < most) return;
    counters.delete(key);
  }
}

/** Seconds until there is room again; 0 while there is. */
function countOne(key: string, limit: number, windowMs: number, now: number): number {
  const seen = counters.get(key);
  if (seen === undefined || seen.until <= now) {
    if (counters.size >= most) forget(now);
    counters.delete(key);
    counters.set(key, { until: now + windowMs, count: 1 });
    return 0;
  }
  seen.count += 1;
  return seen.count <= limit ? 0 : Math.max(1, Math.ceil((seen.until - now) / 1_000));
}

/** Counts what was sent to a form, by the sender's network and altogether. Seconds to wait; 0 for what may pass. */
export function countSubmission(flowId: string, { perVisitor, perMinute }: FormSetup, ip: string, now: number = Date.now()): { seconds: number; who: "visitor" | "everybody" } {
  const visitor = countOne(`${flowId} ${networkOf(ip)}`, perVisitor, visitorMs, now);
  if (visitor > 0) return { seconds: visitor, who: "visitor" };
  return { seconds: countOne(flowId, perMinute, everybodyMs, now), who: "everybody" };
}

function sign(flowId: string, opened: string): string {
  const key = Buffer.from(hkdfSync("sha256", encryptionKey(), "", "millrace/form-opened/v1", 32));
  return createHmac("sha256", key).update(`${flowId} ${opened}`).digest("base64url").slice(0, 22);
}

/** When a form's page was shown, so that nobody can say it was earlier. */
export function openedToken(flowId: string, now: number = Date.now()): string {
  const opened = now.toString(36);
  return `${opened}.${sign(flowId, opened)}`;
}

/** Milliseconds since a page was shown; null for a token that is not ours. */
export function sinceOpened(flowId: string, token: string | null, now: number = Date.now()): number | null {
  const [opened = "", signature = ""] = (token ?? "").split(".");
  const [given, made] = [Buffer.from(signature), Buffer.from(sign(flowId, opened))];
  return given.byteLength === made.byteLength && timingSafeEqual(given, made) ? now - Number.parseInt(opened, 36) : null;
}
