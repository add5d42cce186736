import { findUserByEmail, insertUser } from "#db/queries/users.ts";
import type { Session } from "#lib/contracts/account.schema.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { audit } from "#lib/server/audit.ts";
import type { Context } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { insertNewWorkspace } from "#lib/server/workspaces/insert-new-workspace.ts";
import { hashPassword } from "./password.ts";
import { readSignUp } from "./read-sign-up.ts";
import { sessionAnswer } from "./session-answer.ts";
import { takeSignUpAttempt } from "./sign-up-limit.ts";
import { startSession } from "./start-session.ts";

function taken(): AppError {
  return new AppError("conflict", "There is an account with this address. Sign in with it.");
}

/** PostgreSQL's unique_violation, as Drizzle passes it on. */
function isTaken(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === "23505" && "constraint" in cause && cause.constraint === "users_email_unique";
}

/**
 * Makes an account with a workspace of its own and signs in. Addresses are not verified: an account opens nothing but
 * what its own workspace holds, and an invitation needs its link.
 * @throws AppError forbidden while the instance is closed, limit after 10 in an hour, conflict for an address that is taken.
 */
export async function signUp(context: Context, input: { email: string; password: string; name: string; workspace: string }): Promise<Session> {
  if (!(await readSignUp()).open) throw new AppError("forbidden", "Accounts are made by invitation here. Ask somebody of a workspace for one.");
  await takeSignUpAttempt(context.ip);
  if ((await findUserByEmail(database(), input.email)) !== null) throw taken();
  const passwordHash = await hashPassword(input.password);
  const userId = newId("user");
  try {
    await database().transaction(async (tx) => {
      await insertUser(tx, { id: userId, email: input.email, name: input.name, passwordHash, instanceAdmin: false });
      const workspace = await insertNewWorkspace(tx, input.workspace, userId);
      await audit(tx, { ...context, workspace, role: "owner" }, "account.create", userId, { workspace: workspace.id });
    });
  } catch (error) {
    throw isTaken(error) ? taken() : error;
  }
  await startSession(context, input.email, input.password);
  return await sessionAnswer(userId);
}
