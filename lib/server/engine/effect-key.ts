import { createHash } from "node:crypto";
import type { Json } from "#lib/json.ts";

export interface Effect {
  workspaceId: string;
  flowId: string;
  origin: string;
  nodeId: string;
  /** In a region, the record's key; empty outside. */
  recordKey?: string;
  /** What the node's own idempotency key came to; it replaces origin and record, so it holds across runs. */
  key?: Json;
}

/** The same for every retry and replay of one effect (SEMANTICS step-4). */
export function effectKey({ workspaceId, flowId, origin, nodeId, recordKey = "", key }: Effect): string {
  const scope = key === undefined ? [origin] : [workspaceId, flowId, key];
  return createHash("sha256").update(JSON.stringify([...scope, nodeId, key === undefined ? recordKey : "", 0])).digest("base64url");
}
