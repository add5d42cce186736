import { audit } from "#lib/server/audit.ts";
import type { UserContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { insertNewWorkspace } from "#lib/server/workspaces/insert-new-workspace.ts";
import { demandInstanceAdmin } from "./demand-instance-admin.ts";

export async function createWorkspace(context: UserContext, input: { name: string }): Promise<{ id: string; slug: string; name: string }> {
  demandInstanceAdmin(context);
  return await database().transaction(async (tx) => {
    const workspace = await insertNewWorkspace(tx, input.name, context.actor.userId);
    await audit(tx, context, "workspace.create", workspace.id, { name: workspace.name });
    return workspace;
  });
}
