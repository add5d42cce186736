import type { DatabaseSession, Introspection } from "#lib/connectors/define.ts";
import { introspectionOf } from "#lib/connectors/registry.server.ts";
import { demandDatabase } from "#lib/egress/credential.ts";
import { EgressError } from "#lib/egress/egress-error.ts";
import { AppError } from "#lib/errors.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { egress } from "#lib/server/instance/egress.ts";
import { openConnection } from "./open-connection.ts";

const timeoutMs = 5_000;
/** Questions under way at once, for each workspace in this process. */
const atOnce = 4;
const underWay = new Map<string, number>();

/**
 * Asks a workspace's database, in a session that only reads and ends with the question.
 * @throws AppError invalid for what is no database, cannot be reached or refuses; limit when too many ask at once.
 */
export async function introspect<Answer>(context: WorkspaceContext, connection: string, ask: (introspection: Introspection, session: DatabaseSession) => Promise<Answer>): Promise<Answer> {
  const workspaceId = context.workspace.id;
  const opened = await openConnection(workspaceId, connection);
  const introspection = introspectionOf(opened.kind);
  if (!introspection) throw new AppError("invalid", "This connection is not for a database, so it has no tables.");
  const count = underWay.get(workspaceId) ?? 0;
  if (count >= atOnce) throw new AppError("limit", "Too many questions to databases at once. Try again in a second.", { details: { retryAfter: 1 } });
  underWay.set(workspaceId, count + 1);
  try {
    const session = await egress().openDatabase({ credential: demandDatabase(opened), signal: AbortSignal.timeout(2 * timeoutMs), timeoutMs, readOnly: true });
    try {
      return await ask(introspection, session);
    } finally {
      await session.end();
    }
  } catch (error) {
    if (EgressError.is(error)) throw new AppError("invalid", error.message, { cause: error });
    throw error;
  } finally {
    const left = (underWay.get(workspaceId) ?? 1) - 1;
    if (left > 0) underWay.set(workspaceId, left);
    else underWay.delete(workspaceId);
  }
}
