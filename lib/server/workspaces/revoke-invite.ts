import { deleteInvite } from "#db/queries/invites.ts";
import { audit } from "#lib/server/audit.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { notFound } from "#lib/server/not-found.ts";

export async function revokeInvite(context: WorkspaceContext, input: { invite: string }): Promise<null> {
  demand(context, "members:manage");
  await database().transaction(async (tx) => {
    if (!(await deleteInvite(tx, context.workspace.id, input.invite))) throw notFound();
    await audit(tx, context, "invite.revoke", input.invite);
  });
  return null;
}
