import { renameWorkspaceRow } from "#db/queries/workspaces.ts";
import { present } from "#lib/assert.ts";
import type { Workspace } from "#lib/contracts/workspaces.schema.ts";
import { audit } from "#lib/server/audit.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";

export async function updateWorkspace(context: WorkspaceContext, input: { name: string }): Promise<Workspace> {
  demand(context, "workspace:update");
  return await database().transaction(async (tx) => {
    const { id, slug, name, createdAt } = present(await renameWorkspaceRow(tx, context.workspace.id, input.name), "the workspace of the context");
    await audit(tx, context, "workspace.rename", id, { name });
    return { id, slug, name, createdAt: createdAt.toISOString() };
  });
}
