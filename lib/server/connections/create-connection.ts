import { insertConnectionRow } from "#db/queries/connections.ts";
import type { createConnection as contract, Connection } from "#lib/contracts/connections.schema.ts";
import type { InputOf } from "#lib/contracts/contract.ts";
import { newId } from "#lib/ids.ts";
import { audit } from "#lib/server/audit.ts";
import { actorName, type WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { allowedHostsOf } from "./allowed-hosts.ts";
import { connectionAnswer, connectionNameTaken } from "./connection-answer.ts";
import { splitCredential } from "./credential.ts";
import { sealSecret } from "./sealed-secret.ts";

/** @throws AppError conflict when the name is taken; invalid when the hosts do not fit the kind. */
export async function createConnection(context: WorkspaceContext, input: InputOf<typeof contract>): Promise<Connection> {
  demand(context, "connections:write");
  const workspaceId = context.workspace.id;
  const { settings, secret } = splitCredential(input.credential);
  const allowedHosts = allowedHostsOf(input.credential, input.allowedHosts);
  const id = newId("connection");
  return await database().transaction(async (tx) => {
    const sealed = await sealSecret(tx, { workspaceId, connectionId: id, version: 1 }, secret);
    const row = await insertConnectionRow(tx, {
      id, workspaceId, name: input.name, kind: input.credential.kind, allowedHosts, settings, secret: sealed, version: 1,
      createdBy: actorName(context.actor),
    });
    if (row === null) throw connectionNameTaken(input.name);
    await audit(tx, context, "connection.create", id, { kind: row.kind, allowedHosts: row.allowedHosts });
    return connectionAnswer(row);
  });
}
