import { useInvite } from "#db/queries/invites.ts";
import { insertMember } from "#db/queries/members.ts";
import { findUserByEmail, insertUser } from "#db/queries/users.ts";
import type { acceptInvite as contract, Session } from "#lib/contracts/account.schema.ts";
import type { InputOf } from "#lib/contracts/contract.ts";
import { Password } from "#lib/contracts/shared.schema.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { audit } from "#lib/server/audit.ts";
import { hashPassword } from "#lib/server/auth/password.ts";
import { sessionAnswer } from "#lib/server/auth/session-answer.ts";
import { startSession } from "#lib/server/auth/start-session.ts";
import type { Context } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { notFound } from "#lib/server/not-found.ts";
import { findValidInvite, type ValidInvite } from "./find-valid-invite.ts";

type Input = InputOf<typeof contract>;

/**
 * Joins with the account of the invited address, never another: its password is checked, or it is made now.
 * @throws AppError not_found (used up, expired, withdrawn), unauthorized, invalid, limit
 */
export async function acceptInvite(context: Context, input: Input): Promise<Session> {
  const invite = await findValidInvite(database(), input.token);
  const account = await findUserByEmail(database(), invite.email);
  if (account === null) {
    const userId = await joinAnew(context, invite, input);
    await startSession(context, invite.email, input.password);
    return await sessionAnswer(userId);
  }
  const userId = await startSession(context, invite.email, input.password);
  await database().transaction(async (tx) => {
    if (!(await useInvite(tx, invite.id))) throw notFound();
    await join(tx, context, invite, userId);
  });
  return await sessionAnswer(userId);
}

async function joinAnew(context: Context, invite: ValidInvite, input: Input): Promise<string> {
  const { name } = input;
  if (name === undefined) throw new AppError("invalid", "Say what you are called.", { details: [{ at: "body.name", message: "Needed for a new account." }] });
  const password = Password.safeParse(input.password);
  if (!password.success) {
    const message = password.error.issues[0]?.message ?? "Choose another password.";
    throw new AppError("invalid", message, { details: [{ at: "body.password", message }] });
  }
  const passwordHash = await hashPassword(input.password);
  const userId = newId("user");
  await database().transaction(async (tx) => {
    if (!(await useInvite(tx, invite.id))) throw notFound();
    await insertUser(tx, { id: userId, email: invite.email, name, passwordHash, instanceAdmin: false });
    await join(tx, context, invite, userId);
  });
  return userId;
}

async function join(tx: Parameters<typeof insertMember>[0], context: Context, invite: ValidInvite, userId: string): Promise<void> {
  await insertMember(tx, { workspaceId: invite.workspace.id, userId, role: invite.role });
  await audit(tx, { ...context, workspace: invite.workspace, role: invite.role }, "invite.accept", invite.id, { user: userId, role: invite.role });
}
