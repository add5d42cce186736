import { egress } from "../instance/egress.ts";
import { openConnection } from "../connections/open-connection.ts";
import type { Send } from "./advance-run.ts";

/** Sends a step's request through egress; a connection's secret is added there and masked in the reply. */
export function sendFor(workspaceId: string): Send {
  return async (node, request, { signal, timeoutMs }) => {
    const credential = node.connection === undefined ? undefined : await openConnection(workspaceId, node.connection);
    return await egress().send({ ...request, timeoutMs, signal, ...(credential ? { credential } : {}) });
  };
}
