import { listMemberships } from "#db/queries/members.ts";
import type { Session } from "#lib/contracts/account.schema.ts";
import { database } from "#lib/server/database.ts";
import { samplesUrl } from "#lib/server/sample-systems/sample-base.ts";
import { readSession } from "./read-session.ts";

/** For page layouts: who is signed in and where they belong; null sends them to the sign-in page. */
export async function readPageSession(headers: Headers): Promise<Session | null> {
  // A page cannot set cookies while it renders; the API calls it makes keep the session alive.
  const user = await readSession(headers, null);
  if (user === null) return null;
  const workspaces = await listMemberships(database(), user.userId);
  return { user: { id: user.userId, email: user.email, name: user.name, instanceAdmin: user.instanceAdmin }, workspaces, samples: samplesUrl() !== null };
}
