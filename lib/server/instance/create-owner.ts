import { timingSafeEqual } from "node:crypto";
import { lockInstance, readInstanceRow, setSetupTokenHash } from "#db/queries/instance.ts";
import { hasUsers, insertUser } from "#db/queries/users.ts";
import type { Session } from "#lib/contracts/account.schema.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { audit } from "#lib/server/audit.ts";
import { hashPassword } from "#lib/server/auth/password.ts";
import { sessionAnswer } from "#lib/server/auth/session-answer.ts";
import { startSession } from "#lib/server/auth/start-session.ts";
import type { Context } from "#lib/server/context.ts";
import { hashToken } from "#lib/server/crypto/token.ts";
import { database } from "#lib/server/database.ts";
import { insertNewWorkspace } from "#lib/server/workspaces/insert-new-workspace.ts";

interface Input {
  token: string;
  email: string;
  password: string;
  name: string;
  workspace: string;
}

/**
 * Makes the first account, which is also the admin of the instance, and its workspace; of parallel claims one wins.
 * @throws AppError gone once there is an owner, for ever; forbidden for a wrong token.
 */
export async function createOwner(context: Context, input: Input): Promise<Session> {
  await demandOpen(input.token);
  const passwordHash = await hashPassword(input.password);
  const userId = newId("user");
  await database().transaction(async (tx) => {
    await lockInstance(tx);
    await demandOpen(input.token, tx);
    await insertUser(tx, { id: userId, email: input.email, name: input.name, passwordHash, instanceAdmin: true });
    const workspace = await insertNewWorkspace(tx, input.workspace, userId);
    await setSetupTokenHash(tx, null);
    await audit(tx, context, "instance.claim", userId, { workspace: workspace.id });
  });
  await startSession(context, input.email, input.password);
  return await sessionAnswer(userId);
}

async function demandOpen(token: string, db: Parameters<typeof hasUsers>[0] = database()): Promise<void> {
  if (await hasUsers(db)) throw new AppError("gone", "The owner's account exists already. Sign in with it.");
  const { setupTokenHash } = await readInstanceRow(db);
  if (setupTokenHash === null || !timingSafeEqual(Buffer.from(hashToken(token)), Buffer.from(setupTokenHash))) {
    throw new AppError("forbidden", "This is not the setup token. Take the one from the console of the last start.");
  }
}
