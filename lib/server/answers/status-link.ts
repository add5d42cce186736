import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { encryptionKey } from "../crypto/workspace-key.ts";
import { runtime } from "../runtime.ts";

export const statusPrefix = "/api/answers/";

let derived: { from: string; key: Buffer } | undefined;

function linkKey(): Buffer {
  const from = runtime().env.encryptionKey;
  if (derived?.from !== from) derived = { from, key: Buffer.from(hkdfSync("sha256", encryptionKey(), "", "millrace/status-links/v1", 32)) };
  return derived.key;
}

function sign(named: string): string {
  return createHmac("sha256", linkKey()).update(named).digest("base64url");
}

/** Where a caller who was told to come back reads how its request stands: 256 bits that nobody can guess without the key. */
export function statusUrl(workspaceId: string, eventId: string): string {
  const named = `${workspaceId}.${eventId}`;
  return `${runtime().env.publicUrl}${statusPrefix}${named}.${sign(named)}`;
}

/** What a link's last part stands for; null when we did not make it. */
export function readStatusToken(token: string): { workspaceId: string; eventId: string } | null {
  const [workspaceId, eventId, signature, ...more] = token.split(".");
  if (!workspaceId || !eventId || !signature || more.length > 0) return null;
  const [given, made] = [Buffer.from(signature), Buffer.from(sign(`${workspaceId}.${eventId}`))];
  return given.byteLength === made.byteLength && timingSafeEqual(given, made) ? { workspaceId, eventId } : null;
}
