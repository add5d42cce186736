import type { Transaction } from "#db/client.ts";
import { countOwners, findMember, lockMembers } from "#db/queries/members.ts";
import { roleMay } from "#lib/contracts/permissions.ts";
import { AppError } from "#lib/errors.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { notFound } from "#lib/server/not-found.ts";
import { isAtLeast } from "./role-rank.ts";

export type LockedMember = NonNullable<Awaited<ReturnType<typeof findMember>>>;

/**
 * The member to change, with all changes of members waiting until the transaction ends; the caller's own role is read
 * again under that lock, since it may have been lowered meanwhile.
 * @throws AppError not_found; forbidden for a member of a higher role
 */
export async function lockManageableMember(tx: Transaction, context: WorkspaceContext, userId: string): Promise<{ member: LockedMember; own: LockedMember["role"] }> {
  const workspaceId = context.workspace.id;
  await lockMembers(tx, workspaceId);
  const caller = context.actor.kind === "user" ? await findMember(tx, workspaceId, context.actor.userId) : null;
  if (caller === null || !roleMay(caller.role, "members:manage")) throw new AppError("forbidden", "Your role in this workspace does not allow that. Ask an admin or owner.");
  const member = await findMember(tx, workspaceId, userId);
  if (member === null) throw notFound();
  if (!isAtLeast(caller.role, member.role)) throw new AppError("forbidden", `You cannot change an ${member.role}: your own role is ${caller.role}.`);
  return { member, own: caller.role };
}

/** @throws AppError conflict when nobody would be owner any more */
export async function demandOtherOwner(tx: Transaction, context: WorkspaceContext, member: LockedMember): Promise<void> {
  if (member.role !== "owner" || (await countOwners(tx, context.workspace.id)) > 1) return;
  throw new AppError("conflict", "A workspace needs an owner. Make somebody else owner first.");
}
