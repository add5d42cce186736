import { StepError } from "#lib/connectors/step-error.ts";
import { AppError } from "#lib/errors.ts";
import { egress } from "../instance/egress.ts";
import { SealBroken } from "../crypto/seal.ts";
import { openConnection } from "../connections/open-connection.ts";
import type { Send } from "./advance-run.ts";

/** Why a connection could not be opened: only a database that is away passes by itself. */
function unopened(cause: unknown): never {
  if (AppError.is(cause)) throw new StepError("auth", "connection_gone", "The connection that this step uses was deleted. Choose another one, and publish.", { cause });
  if (cause instanceof SealBroken) throw new StepError("auth", "connection_unreadable", "The connection that this step uses cannot be decrypted. Enter its credential again.", { cause });
  throw new StepError("transient", "connection_away", "The connection could not be read just now. It is retried.", { cause });
}

/** Sends a step's request through egress; a connection's secret is added there and masked in the reply. */
export function sendFor(workspaceId: string): Send {
  return async (node, request, { signal, timeoutMs }) => {
    const credential = node.connection === undefined ? undefined : await openConnection(workspaceId, node.connection).catch(unopened);
    return await egress().send({ ...request, timeoutMs, signal, ...(credential ? { credential } : {}) });
  };
}
