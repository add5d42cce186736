import { deleteOpenInvites, insertInvite } from "#db/queries/invites.ts";
import { findMember } from "#db/queries/members.ts";
import { findUserByEmail } from "#db/queries/users.ts";
import { present } from "#lib/assert.ts";
import type { Role } from "#lib/contracts/permissions.ts";
import type { Invite } from "#lib/contracts/workspaces.schema.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { audit } from "#lib/server/audit.ts";
import { actorName, type WorkspaceContext } from "#lib/server/context.ts";
import { hashToken, newToken } from "#lib/server/crypto/token.ts";
import { database } from "#lib/server/database.ts";
import { demand } from "#lib/server/demand.ts";
import { runtime } from "#lib/server/runtime.ts";
import { inviteAnswer } from "./invite-answer.ts";
import { isAtLeast } from "./role-rank.ts";

const days = 7;

/**
 * A link for one address, good once and for 7 days; a former one for the address ends. Only its hash is stored.
 * @throws AppError forbidden (above one's own role), conflict (a member already)
 */
export async function createInvite(context: WorkspaceContext, input: { email: string; role: Role }): Promise<{ invite: Invite; url: string }> {
  demand(context, "members:manage");
  if (!isAtLeast(context.role, input.role)) throw new AppError("forbidden", `You cannot invite somebody as ${input.role}: your own role is ${context.role ?? "none"}.`);
  const workspaceId = context.workspace.id;
  const token = newToken();
  const row = await database().transaction(async (tx) => {
    const user = await findUserByEmail(tx, input.email);
    if (user !== null && (await findMember(tx, workspaceId, user.id)) !== null) throw new AppError("conflict", `${input.email} is in this workspace already.`);
    await deleteOpenInvites(tx, workspaceId, input.email);
    const invite = present(
      await insertInvite(tx, { id: newId("invite"), workspaceId, email: input.email, role: input.role, tokenHash: hashToken(token), createdBy: actorName(context.actor) }, days),
      "the new invitation",
    );
    await audit(tx, context, "invite.create", invite.id, { email: input.email, role: input.role });
    return invite;
  });
  return { invite: inviteAnswer(row), url: `${runtime().env.publicUrl}/invite/${token}` };
}
