import { updateRole } from "#db/queries/members.ts";
import type { Role } from "#lib/contracts/permissions.ts";
import type { Member } from "#lib/contracts/workspaces.schema.ts";
import { AppError } from "#lib/errors.ts";
import { audit } from "#lib/server/audit.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { demandOtherOwner, lockManageableMember } from "./lock-manageable-member.ts";
import { memberAnswer } from "./member-answer.ts";
import { isAtLeast } from "./role-rank.ts";

/** @throws AppError not_found, forbidden (above one's own role), conflict (last owner) */
export async function changeRole(context: WorkspaceContext, input: { user: string; role: Role }): Promise<Member> {
  demand(context, "members:manage");
  return await database().transaction(async (tx) => {
    const { member, own } = await lockManageableMember(tx, context, input.user);
    if (!isAtLeast(own, input.role)) throw new AppError("forbidden", `You cannot give the role ${input.role}: your own is ${own}.`);
    if (input.role !== "owner") await demandOtherOwner(tx, context, member);
    await updateRole(tx, context.workspace.id, member.userId, input.role);
    await audit(tx, context, "member.role", member.userId, { from: member.role, to: input.role });
    return memberAnswer({ ...member, role: input.role });
  });
}
