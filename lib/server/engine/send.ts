import { isSampleType } from "#lib/connectors/registry.ts";
import { demandHttp } from "#lib/egress/credential.ts";
import { egress } from "../instance/egress.ts";
import { sampleCredential } from "../sample-systems/sample-credential.ts";
import { openForStep } from "./open-for-step.ts";
import type { Send } from "./step-run.ts";

/** Sends a step's request through egress; a connection's secret is added there and masked in the reply. */
export function sendFor(workspaceId: string): Send {
  return async (node, request, { signal, timeoutMs }) => {
    const credential = isSampleType(node.type) ? sampleCredential(workspaceId) : node.connection === undefined ? null : demandHttp(await openForStep(workspaceId, node.connection));
    return await egress().send({ ...request, timeoutMs, signal, ...(credential ? { credential } : {}) });
  };
}
