import { StepError } from "#lib/connectors/step-error.ts";
import { AppError } from "#lib/errors.ts";
import { type OpenConnection, openConnection } from "../connections/open-connection.ts";
import { SealBroken } from "../crypto/seal.ts";

/** A step's connection. @throws StepError that says why it could not be opened: only a database that is away passes by itself. */
export async function openForStep(workspaceId: string, connection: string): Promise<OpenConnection> {
  return await openConnection(workspaceId, connection).catch((cause: unknown) => {
    if (AppError.is(cause) && cause.code === "invalid") throw new StepError("validation", "wrong_connection", cause.message, { cause });
    if (AppError.is(cause)) throw new StepError("auth", "connection_gone", "The connection that this step uses was deleted. Choose another one, and publish.", { cause });
    if (cause instanceof SealBroken) throw new StepError("auth", "connection_unreadable", "The connection that this step uses cannot be decrypted. Enter its credential again.", { cause });
    throw new StepError("transient", "connection_away", "The connection could not be read just now. It is retried.", { cause });
  });
}
