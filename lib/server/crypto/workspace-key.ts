import { randomBytes } from "node:crypto";
import type { Queryable } from "#db/client.ts";
import { findDataKey, insertDataKey } from "#db/queries/connections.ts";
import { present } from "#lib/assert.ts";
import { runtime } from "#lib/server/runtime.ts";
import { seal, unseal } from "./seal.ts";

/** The key of this installation; it wraps the workspaces' keys and is kept outside of the database. */
export function encryptionKey(): Buffer {
  return Buffer.from(runtime().env.encryptionKey, "base64");
}

/** A workspace's own data key, made at first use; stored wrapped, and bound to the workspace. */
export async function workspaceKey(db: Queryable, workspaceId: string): Promise<Buffer> {
  const found = await findDataKey(db, workspaceId);
  if (found !== null) return unwrapKey(workspaceId, found);
  const place = placeOf(workspaceId);
  await insertDataKey(db, workspaceId, seal(encryptionKey(), randomBytes(32), place));
  // Another request may have been first: the stored one counts.
  return unwrapKey(workspaceId, present(await findDataKey(db, workspaceId), "the workspace's key"));
}

/** @throws SealBroken when it was wrapped by another encryption key, or for another workspace. */
export function unwrapKey(workspaceId: string, wrapped: string): Buffer {
  return unseal(encryptionKey(), wrapped, placeOf(workspaceId));
}

function placeOf(workspaceId: string): string {
  return `dek|v1|${workspaceId}`;
}
