import { deleteConnectionRow, findConnectionRow, flowsUsingConnection } from "#db/queries/connections.ts";
import { AppError } from "#lib/errors.ts";
import { audit } from "#lib/server/audit.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { notFound } from "#lib/server/not-found.ts";

/** @throws AppError not_found; conflict while a published flow uses it, with `details: [{ id, name }]`. */
export async function deleteConnection(context: WorkspaceContext, input: { connection: string }): Promise<null> {
  demand(context, "connections:write");
  const workspaceId = context.workspace.id;
  await database().transaction(async (tx) => {
    const row = await findConnectionRow(tx, workspaceId, input.connection, { lock: true });
    if (row === null) throw notFound();
    const users = await flowsUsingConnection(tx, workspaceId, row.id);
    if (users.length > 0) {
      const names = users.slice(0, 3).map((flow) => `“${flow.name}”`).join(", ");
      throw new AppError("conflict", `The connection is used by ${names}${users.length > 3 ? " and others" : ""}. Choose another one there and publish first.`, { details: users });
    }
    await deleteConnectionRow(tx, workspaceId, row.id);
    await audit(tx, context, "connection.delete", row.id, { name: row.name });
  });
  return null;
}
