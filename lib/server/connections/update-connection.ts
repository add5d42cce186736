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
import { openWebhookSecrets } from "./webhook-secrets.ts";

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
    const replaced = row.kind === "webhook/secret" ? await rotation(tx, row, input) : await replacement(tx, row, input);
    const updated = present(await updateConnectionRow(tx, workspaceId, row.id, { name: input.name ?? row.name, ...replaced }), "the locked connection");
    const changed = (["name", "allowedHosts", "credential", "formerSecret"] as const).filter((key) => input[key] !== undefined);
    await audit(tx, context, replaced === null ? "connection.update" : "connection.replace", row.id, { changed, version: updated.version, from: row.name });
    return connectionAnswer(updated);
  });
}

function demandSameFamily(kind: string, row: ConnectionRow): void {
  if (isSameFamily(kind, row.kind)) return;
  throw new AppError("invalid", "A connection stays for HTTP, for a database or for webhooks, because flows rely on it. Make another one.", {
    details: [{ at: "body.credential.kind", message: `Not of the same family as ${row.kind}.` }],
  });
}

/** Two secrets count while the sender changes over, so that nothing which it sends meanwhile is refused. */
async function rotation(tx: Transaction, row: ConnectionRow, { credential, allowedHosts, formerSecret }: Input): Promise<Partial<ConnectionRow> | null> {
  if (credential === undefined && formerSecret === undefined) return null;
  if (credential !== undefined) demandSameFamily(credential.kind, row);
  if (allowedHosts !== undefined) throw new AppError("invalid", "A webhook's secret is sent nowhere, so it names no hosts.", { details: [{ at: "body.allowedHosts", message: "Leave it out." }] });
  if (credential === undefined && formerSecret !== "drop") throw new AppError("invalid", "Enter the new secret: the one that is stored becomes the former one.", { details: [{ at: "body.credential", message: "Needed to keep the former one." }] });
  const version = row.version + 1;
  const { current } = await openWebhookSecrets(tx, row);
  const keeps = credential?.kind === "webhook/secret" && typeof formerSecret === "object" ? formerSecret : null;
  const secrets = { current: credential?.kind === "webhook/secret" ? credential.secret : current, ...(keeps === null ? {} : { former: current }) };
  const until = keeps?.keepHours == null ? null : new Date(Date.now() + keeps.keepHours * 3_600_000).toISOString();
  const secret = await sealSecret(tx, { workspaceId: row.workspaceId, connectionId: row.id, version }, JSON.stringify(secrets));
  return { settings: keeps === null ? {} : { former: { until } }, secret, version };
}

async function replacement(tx: Transaction, row: ConnectionRow, input: Input): Promise<Partial<ConnectionRow> | null> {
  if (input.formerSecret !== undefined) throw new AppError("invalid", "Only a webhook's former secret can count on. Leave it out.", { details: [{ at: "body.formerSecret", message: "Leave it out." }] });
  if (input.credential === undefined) return null;
  demandSameFamily(input.credential.kind, row);
  const { settings, secret } = splitCredential(input.credential);
  const version = row.version + 1;
  const sealed = await sealSecret(tx, { workspaceId: row.workspaceId, connectionId: row.id, version }, secret);
  const named = input.allowedHosts ?? (row.kind === "postgres/password" ? undefined : row.allowedHosts);
  return { kind: input.credential.kind, settings, secret: sealed, version, allowedHosts: allowedHostsOf(input.credential, named) };
}

function sameHosts(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify([...new Set(one)].toSorted()) === JSON.stringify([...new Set(other)].toSorted());
}
