import { findSealedConnection } from "#db/queries/connections.ts";
import { Connection } from "#lib/contracts/connections.schema.ts";
import type { Credential, DatabaseCredential } from "#lib/egress/credential.ts";
import { database } from "#lib/server/database.ts";
import { notFound } from "#lib/server/not-found.ts";
import { makeCredential } from "./credential.ts";
import { openSecret } from "./sealed-secret.ts";

export type OpenConnection = (Credential | DatabaseCredential) & { kind: Connection["kind"] };

/**
 * A connection ready for egress, which alone applies it, and only to its hosts; `demandHttp` and `demandDatabase` tell
 * which it is for. The caller must have the workspace from the run or request at hand, never from user input.
 * @throws AppError not_found; SealBroken when the row was tampered with.
 */
export async function openConnection(workspaceId: string, connectionId: string): Promise<OpenConnection> {
  const found = await findSealedConnection(database(), workspaceId, connectionId);
  if (found === null) throw notFound();
  const { connection, wrapped } = found;
  const secret = openSecret(wrapped, { workspaceId, connectionId, version: connection.version }, connection.secret);
  const kind = Connection.shape.kind.parse(connection.kind);
  return { kind, ...makeCredential(kind, { settings: connection.settings, secret }, connection.allowedHosts) };
}
