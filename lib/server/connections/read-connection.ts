import { findConnectionRow } from "#db/queries/connections.ts";
import type { Connection } from "#lib/contracts/connections.schema.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { notFound } from "#lib/server/not-found.ts";
import { connectionAnswer } from "./connection-answer.ts";

export async function readConnection(context: WorkspaceContext, input: { connection: string }): Promise<Connection> {
  demand(context, "connections:read");
  const row = await findConnectionRow(database(), context.workspace.id, input.connection);
  if (row === null) throw notFound();
  return connectionAnswer(row);
}
