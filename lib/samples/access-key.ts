import { hkdfSync, timingSafeEqual } from "node:crypto";

/**
 * A workspace's key to its sample systems. It follows from the installation's encryption key (32 bytes), so nothing is
 * stored and every process knows it.
 */
export function accessKey(encryptionKey: Buffer, workspaceId: string): string {
  const derived = Buffer.from(hkdfSync("sha256", encryptionKey, "", `millrace/samples/${workspaceId}`, 24));
  return `sample_${workspaceId}_${derived.toString("base64url")}`;
}

/** The workspace that a key opens; null for a key that is not ours. */
export function workspaceOfKey(encryptionKey: Buffer, key: string): string | null {
  const workspaceId = /^sample_(ws_[0-9a-z]{1,60})_[\w-]{32}$/.exec(key)?.[1];
  if (workspaceId === undefined) return null;
  const expected = Buffer.from(accessKey(encryptionKey, workspaceId));
  const given = Buffer.from(key);
  return given.length === expected.length && timingSafeEqual(given, expected) ? workspaceId : null;
}
