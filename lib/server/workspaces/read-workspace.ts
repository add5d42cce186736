import { findWorkspace } from "#db/queries/workspaces.ts";
import { present } from "#lib/assert.ts";
import type { Workspace } from "#lib/contracts/workspaces.schema.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";

export async function readWorkspace(context: WorkspaceContext): Promise<Workspace> {
  demand(context, "workspace:read");
  const { id, slug, name, createdAt } = present(await findWorkspace(database(), context.workspace.id), "the workspace of the context");
  return { id, slug, name, createdAt: createdAt.toISOString() };
}
