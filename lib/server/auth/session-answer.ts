import { listMemberships } from "#db/queries/members.ts";
import { findSessionUser } from "#db/queries/users.ts";
import { present } from "#lib/assert.ts";
import type { Session } from "#lib/contracts/account.schema.ts";
import { database } from "#lib/server/database.ts";
import { samplesUrl } from "#lib/server/sample-systems/sample-base.ts";

export async function sessionAnswer(userId: string): Promise<Session> {
  const [user, workspaces] = await Promise.all([findSessionUser(database(), userId), listMemberships(database(), userId)]);
  return { user: present(user, "the signed-in user"), workspaces, samples: samplesUrl() !== null };
}
