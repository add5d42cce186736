import { createHash } from "node:crypto";

/** The same for every retry and replay of one effect: hash of origin, node, record and index (SEMANTICS step-4). */
export function effectKey(origin: string, nodeId: string, recordKey = "", index = 0): string {
  return createHash("sha256").update(JSON.stringify([origin, nodeId, recordKey, index])).digest("base64url");
}
