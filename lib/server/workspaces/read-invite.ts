import { findUserByEmail } from "#db/queries/users.ts";
import type { readInvite as contract } from "#lib/contracts/account.schema.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { Context } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { findValidInvite } from "./find-valid-invite.ts";

export async function readInvite(_context: Context, input: { token: string }): Promise<AnswerOf<typeof contract>> {
  const invite = await findValidInvite(database(), input.token);
  const hasAccount = (await findUserByEmail(database(), invite.email)) !== null;
  return { workspace: invite.workspace.name, email: invite.email, role: invite.role, hasAccount, expiresAt: invite.expiresAt.toISOString() };
}
