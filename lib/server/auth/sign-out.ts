import { audit } from "#lib/server/audit.ts";
import type { UserContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { auth } from "./auth.ts";

/** Ends this browser's session on the server; the cookie is then worthless, not only gone. */
export async function signOut(context: UserContext): Promise<null> {
  const { headers } = await auth().api.signOut({ headers: context.requestHeaders, returnHeaders: true });
  for (const cookie of headers.getSetCookie()) context.headers.append("set-cookie", cookie);
  await audit(database(), context, "session.end", context.actor.userId);
  return null;
}
