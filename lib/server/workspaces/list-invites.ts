import { listOpenInvites } from "#db/queries/invites.ts";
import type { Invite } from "#lib/contracts/workspaces.schema.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { inviteAnswer } from "./invite-answer.ts";

export async function listInvites(context: WorkspaceContext): Promise<{ invites: Invite[] }> {
  demand(context, "members:manage");
  const rows = await listOpenInvites(database(), context.workspace.id);
  return { invites: rows.map(inviteAnswer) };
}
