import type { Transaction } from "#db/client.ts";
import { type ConnectionRow, findConnectionRow, hasConnectionNamed, updateConnectionRow } from "#db/queries/connections.ts";
import { present } from "#lib/assert.ts";
import type { Connection, updateConnection as contract } from "#lib/contracts/connections.schema.ts";
import type { InputOf } from "#lib/contracts/contract.ts";
import { AppError } from "#lib/errors.ts";
import { audit } from "#lib/server/audit.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { notFound } from "#lib/server/not-found.ts";
import { allowedHostsOf, isSameFamily } from "./allowed-hosts.ts";
import { connectionAnswer, connectionNameTaken } from "./connection-answer.ts";
import { splitCredential } from "./credential.ts";
import { sealSecret } from "./sealed-secret.ts";

type Input = InputOf<typeof contract>;

/**
 * Renames, or replaces the credential and raises the version. Other hosts need the credential again: else whoever may
 * edit could have a secret they never knew sent to a host of theirs.
 * @throws AppError not_found, conflict (name taken), invalid (other hosts without the credential, another family of kinds)
 */
export async function updateConnection(context: WorkspaceContext, input: Input): Promise<Connection> {
  demand(context, "connections:write");
  const workspaceId = context.workspace.id;
  return await database().transaction(async (tx) => {
    const row = await findConnectionRow(tx, workspaceId, input.connection, { lock: true });
    if (row === null) throw notFound();
    if (input.allowedHosts !== undefined && input.credential === undefined && !sameHosts(input.allowedHosts, row.allowedHosts)) {
      throw new AppError("invalid", "Enter the credential again to change the hosts it may be sent to.", {
        details: [{ at: "body.credential", message: "Needed when the allowed hosts change." }],
      });
    }
    if (input.name !== undefined && input.name !== row.name && (await hasConnectionNamed(tx, workspaceId, input.name))) throw connectionNameTaken(input.name);
    const replaced = await replacement(tx, row, input);
    const updated = present(await updateConnectionRow(tx, workspaceId, row.id, { name: input.name ?? row.name, ...replaced }), "the locked connection");
    const changed = (["name", "allowedHosts", "credential"] as const).filter((key) => input[key] !== undefined);
    await audit(tx, context, replaced === null ? "connection.update" : "connection.replace", row.id, { changed, version: updated.version, from: row.name });
    return connectionAnswer(updated);
  });
}

async function replacement(tx: Transaction, row: ConnectionRow, input: Input): Promise<Partial<ConnectionRow> | null> {
  if (input.credential === undefined) return null;
  if (!isSameFamily(input.credential.kind, row.kind)) {
    throw new AppError("invalid", "A connection stays for HTTP or for a database, because steps rely on it. Make another one.", {
      details: [{ at: "body.credential.kind", message: `Not of the same family as ${row.kind}.` }],
    });
  }
  const { settings, secret } = splitCredential(input.credential);
  const version = row.version + 1;
  const sealed = await sealSecret(tx, { workspaceId: row.workspaceId, connectionId: row.id, version }, secret);
  const named = input.allowedHosts ?? (row.kind === "postgres/password" ? undefined : row.allowedHosts);
  return { kind: input.credential.kind, settings, secret: sealed, version, allowedHosts: allowedHostsOf(input.credential, named) };
}

function sameHosts(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify([...new Set(one)].toSorted()) === JSON.stringify([...new Set(other)].toSorted());
}
