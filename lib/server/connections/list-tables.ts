import type { AnswerOf, InputOf } from "#lib/contracts/contract.ts";
import type { listTables as contract } from "#lib/contracts/connections.schema.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { demand } from "#lib/server/demand.ts";
import { introspect } from "./introspect.ts";

const limit = 200;

/** @throws AppError as `introspect`; not_found. */
export async function listTables(context: WorkspaceContext, input: InputOf<typeof contract>): Promise<AnswerOf<typeof contract>> {
  demand(context, "connections:read");
  const tables = await introspect(context, input.connection, (introspection, session) => introspection.tables(session, { search: input.search, limit: limit + 1 }));
  return { tables: tables.slice(0, limit), more: tables.length > limit };
}
