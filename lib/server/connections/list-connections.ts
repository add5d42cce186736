import { listConnectionRows, usesOfConnections } from "#db/queries/connections.ts";
import type { ListedConnection } from "#lib/contracts/connections.schema.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { connectionAnswer } from "./connection-answer.ts";

export async function listConnections(context: WorkspaceContext): Promise<{ connections: ListedConnection[] }> {
  demand(context, "connections:read");
  const rows = await listConnectionRows(database(), context.workspace.id);
  const uses = Map.groupBy(await usesOfConnections(database(), context.workspace.id), ({ connection }) => connection);
  return { connections: rows.map((row) => ({ ...connectionAnswer(row), usedBy: (uses.get(row.id) ?? []).map(({ id, name, live, draft }) => ({ id, name, live, draft })) })) };
}
