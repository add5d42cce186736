import { AppError } from "#lib/errors.ts";
import { audit } from "#lib/server/audit.ts";
import type { Context } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { auth } from "./auth.ts";
import { clearSignInAttempts, takeSignInAttempt } from "./sign-in-limit.ts";

/**
 * Checks address and password and puts the cookie of a new session on the answer: its id never comes from the caller.
 * An unknown address costs the same time and answers the same as a wrong password.
 * @returns the user's id
 * @throws AppError unauthorized, or limit after too many attempts
 */
export async function startSession(context: Context, email: string, password: string): Promise<string> {
  await takeSignInAttempt(email, context.ip);
  try {
    const { response, headers } = await auth().api.signInEmail({ body: { email, password }, headers: signInHeaders(context.requestHeaders), returnHeaders: true });
    for (const cookie of headers.getSetCookie()) context.headers.append("set-cookie", cookie);
    await clearSignInAttempts(email, context.ip);
    await audit(database(), context, "session.start", response.user.id, { ip: context.ip });
    return response.user.id;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await audit(database(), context, "session.refused", undefined, { ip: context.ip });
    throw new AppError("unauthorized", "The e-mail address or the password is not right.");
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === "APIError" && "status" in error && error.status === "UNAUTHORIZED";
}

/** Only what a session row notes; the former cookie must not count. */
function signInHeaders(from: Headers): Headers {
  const headers = new Headers();
  for (const name of ["user-agent", "x-millrace-client"]) headers.set(name, from.get(name) ?? "");
  return headers;
}
