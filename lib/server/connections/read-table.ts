import type { AnswerOf, InputOf } from "#lib/contracts/contract.ts";
import type { readTable as contract } from "#lib/contracts/connections.schema.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { demand } from "#lib/server/demand.ts";
import { notFound } from "#lib/server/not-found.ts";
import { introspect } from "./introspect.ts";

/** @throws AppError as `introspect`; not_found also for a table that is not there. */
export async function readTable(context: WorkspaceContext, input: InputOf<typeof contract>): Promise<AnswerOf<typeof contract>> {
  demand(context, "connections:read");
  const { schema, table } = input;
  const found = await introspect(context, input.connection, (introspection, session) => introspection.table(session, { schema, table }));
  if (found === null) throw notFound();
  return found;
}
