import { listWorkspaceMembers } from "#db/queries/members.ts";
import type { Member } from "#lib/contracts/workspaces.schema.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { memberAnswer } from "./member-answer.ts";

export async function listMembers(context: WorkspaceContext): Promise<{ members: Member[] }> {
  demand(context, "members:read");
  const rows = await listWorkspaceMembers(database(), context.workspace.id);
  return { members: rows.map(memberAnswer) };
}
