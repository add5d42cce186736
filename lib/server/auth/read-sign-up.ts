import { hasUsers } from "#db/queries/users.ts";
import { database } from "#lib/server/database.ts";
import { runtime } from "#lib/server/runtime.ts";

/** Open to anybody, and claimed: the first account is the owner's and is made with the setup token. */
export async function readSignUp(): Promise<{ open: boolean }> {
  return { open: runtime().env.signUp === "open" && (await hasUsers(database())) };
}
