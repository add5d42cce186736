import { createHmac, hkdfSync } from "node:crypto";
import { encryptionKey } from "../crypto/workspace-key.ts";
import { runtime } from "../runtime.ts";

let derived: { from: string; key: Buffer } | undefined;

/** A key of its own for links, so that none of them tells anything of what the installation's key seals. */
function linkKey(): Buffer {
  const from = runtime().env.encryptionKey;
  if (derived?.from !== from) derived = { from, key: Buffer.from(hkdfSync("sha256", encryptionKey(), "", "millrace/approval-links/v1", 32)) };
  return derived.key;
}

/** Follows from the run and the node alone, so it is known before the approval asks; 256 bits that nobody can guess without the key. */
export function approvalToken(workspaceId: string, runId: string, nodeId: string): string {
  return createHmac("sha256", linkKey()).update(JSON.stringify([workspaceId, runId, nodeId])).digest("base64url");
}

export function approvalUrl(token: string): string {
  return `${runtime().env.publicUrl}/a/${token}`;
}
