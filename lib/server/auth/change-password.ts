import { AppError } from "#lib/errors.ts";
import { audit } from "#lib/server/audit.ts";
import type { UserContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { auth } from "./auth.ts";
import { clearSignInAttempts, takeSignInAttempt } from "./sign-in-limit.ts";

/**
 * Ends every session of the user, this one too, and starts a new one here.
 * @throws AppError invalid when the current password is wrong; limit after too many guesses.
 */
export async function changePassword(context: UserContext, input: { current: string; next: string }): Promise<null> {
  const { actor } = context;
  await takeSignInAttempt(actor.email, context.ip);
  try {
    const { headers } = await auth().api.changePassword({
      headers: context.requestHeaders, body: { currentPassword: input.current, newPassword: input.next, revokeOtherSessions: true }, returnHeaders: true,
    });
    for (const cookie of headers.getSetCookie()) context.headers.append("set-cookie", cookie);
  } catch (error) {
    if (!(error instanceof Error && error.name === "APIError" && "status" in error && error.status === "BAD_REQUEST")) throw error;
    throw new AppError("invalid", "The current password is not right.", { details: [{ at: "body.current", message: "Not the current password." }] });
  }
  await clearSignInAttempts(actor.email, context.ip);
  await audit(database(), context, "password.change", actor.userId);
  return null;
}
