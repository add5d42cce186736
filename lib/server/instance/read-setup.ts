import { hasUsers } from "#db/queries/users.ts";
import { database } from "#lib/server/database.ts";

export async function readSetup(): Promise<{ open: boolean }> {
  return { open: !(await hasUsers(database())) };
}
