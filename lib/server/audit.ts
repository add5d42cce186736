import type { Queryable } from "#db/client.ts";
import { insertAuditRow } from "#db/queries/audit.ts";
import { flowChangeActions } from "#db/schema/workspaces.ts";
import type { Json } from "#lib/json.ts";
import { actorName, type Context, type WorkspaceContext } from "./context.ts";
import { signalChange } from "./runs/run-signals.ts";

const changes: ReadonlySet<string> = new Set(flowChangeActions);

/** One row of the audit log, written in the transaction of what it tells. Details never hold a secret. */
export async function audit(db: Queryable, context: Context | WorkspaceContext, action: string, target?: string, details?: Json): Promise<void> {
  await insertAuditRow(db, {
    workspaceId: "workspace" in context ? context.workspace.id : null,
    actor: actorName(context.actor),
    action,
    target: target ?? null,
    details: details ?? null,
  });
  if ("workspace" in context && target !== undefined && changes.has(action)) await signalChange(db, context.workspace.id, target);
}
