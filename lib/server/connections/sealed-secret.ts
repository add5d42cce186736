import type { Queryable } from "#db/client.ts";
import { seal, unseal } from "#lib/server/crypto/seal.ts";
import { unwrapKey, workspaceKey } from "#lib/server/crypto/workspace-key.ts";

interface Place {
  workspaceId: string;
  connectionId: string;
  version: number;
}

export async function sealSecret(db: Queryable, place: Place, secret: string): Promise<string> {
  return seal(await workspaceKey(db, place.workspaceId), Buffer.from(secret, "utf8"), nameOf(place));
}

/** @throws SealBroken for a text that was changed, or copied from another connection, version or workspace. */
export function openSecret(wrappedKey: string, place: Place, sealed: string): string {
  return unseal(unwrapKey(place.workspaceId, wrappedKey), sealed, nameOf(place)).toString("utf8");
}

function nameOf({ workspaceId, connectionId, version }: Place): string {
  return `cred|v1|${workspaceId}|${connectionId}|secret|${version}`;
}
