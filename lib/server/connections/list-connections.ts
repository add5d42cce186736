import { listConnectionRows } from "#db/queries/connections.ts";
import type { Connection } from "#lib/contracts/connections.schema.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { connectionAnswer } from "./connection-answer.ts";

export async function listConnections(context: WorkspaceContext): Promise<{ connections: Connection[] }> {
  demand(context, "connections:read");
  const rows = await listConnectionRows(database(), context.workspace.id);
  return { connections: rows.map(connectionAnswer) };
}
