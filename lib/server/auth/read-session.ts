import { deleteSession } from "#db/queries/users.ts";
import type { Actor } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { absoluteSessionDays, auth } from "./auth.ts";

type User = Extract<Actor, { kind: "user" }>;

/**
 * The signed-in user by the session cookie, or null. A session ends 7 days after its last use and 30 after its start.
 * `answer` gets the cookie that keeps it alive; without one (a page being rendered) it is read and not prolonged.
 */
export async function readSession(requestHeaders: Headers, answer: Headers | null): Promise<User | null> {
  if (!requestHeaders.has("cookie")) return null;
  const { response, headers } = await auth().api.getSession({ headers: requestHeaders, query: { disableRefresh: answer === null }, returnHeaders: true });
  for (const cookie of headers?.getSetCookie() ?? []) answer?.append("set-cookie", cookie);
  if (response === null) return null;
  const { session, user } = response;
  if (Date.now() - session.createdAt.getTime() > absoluteSessionDays * 86_400_000) {
    await deleteSession(database(), session.id);
    return null;
  }
  return { kind: "user", userId: user.id, email: user.email, name: user.name, sessionId: session.id, instanceAdmin: user.instanceAdmin };
}
