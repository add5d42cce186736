import type { ConnectionRow } from "#db/queries/connections.ts";
import { Connection } from "#lib/contracts/connections.schema.ts";
import { AppError } from "#lib/errors.ts";

/** A connection as the API shows it: named fields only, so a new column is not shown by accident. */
export function connectionAnswer(row: ConnectionRow): Connection {
  return Connection.parse({
    id: row.id, name: row.name, kind: row.kind, allowedHosts: row.allowedHosts, settings: row.settings, version: row.version,
    createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString(),
  });
}

export function connectionNameTaken(name: string): AppError {
  return new AppError("conflict", `There is a connection named “${name}” already. Choose another name.`);
}
