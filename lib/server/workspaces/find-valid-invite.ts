import type { Queryable } from "#db/client.ts";
import { findOpenInvite } from "#db/queries/invites.ts";
import { findMember } from "#db/queries/members.ts";
import { hashToken } from "#lib/server/crypto/token.ts";
import { notFound } from "#lib/server/not-found.ts";
import { isAtLeast } from "./role-rank.ts";

export type ValidInvite = NonNullable<Awaited<ReturnType<typeof findOpenInvite>>>;

/**
 * The invitation of a link. One whose sender has left, or lost the role to give it, counts no more.
 * @throws AppError not_found, whatever is wrong with it
 */
export async function findValidInvite(db: Queryable, token: string): Promise<ValidInvite> {
  const invite = await findOpenInvite(db, hashToken(token));
  if (invite === null) throw notFound();
  const sender = await findMember(db, invite.workspace.id, invite.createdBy.replace(/^user:/, ""));
  if (sender === null || !isAtLeast(sender.role, invite.role)) throw notFound();
  return invite;
}
