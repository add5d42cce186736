import { deleteMember } from "#db/queries/members.ts";
import { audit } from "#lib/server/audit.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { demandOtherOwner, lockManageableMember } from "./lock-manageable-member.ts";

/** Counts from the member's next request. @throws AppError not_found, forbidden, conflict (last owner) */
export async function removeMember(context: WorkspaceContext, input: { user: string }): Promise<null> {
  demand(context, "members:manage");
  await database().transaction(async (tx) => {
    const { member } = await lockManageableMember(tx, context, input.user);
    await demandOtherOwner(tx, context, member);
    await deleteMember(tx, context.workspace.id, member.userId);
    await audit(tx, context, "member.remove", member.userId, { role: member.role });
  });
  return null;
}
