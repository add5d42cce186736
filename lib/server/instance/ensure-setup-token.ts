import { lockInstance, setSetupTokenHash } from "#db/queries/instance.ts";
import { hasUsers } from "#db/queries/users.ts";
import { newToken, hashToken } from "#lib/server/crypto/token.ts";
import { database } from "#lib/server/database.ts";

/**
 * Called at each start of the web process: a fresh token to print while there is no owner, null when there is one. Only
 * its hash is stored; the token of an earlier start no longer counts.
 */
export async function ensureSetupToken(): Promise<{ token: string } | null> {
  return await database().transaction(async (tx) => {
    await lockInstance(tx);
    if (await hasUsers(tx)) {
      await setSetupTokenHash(tx, null);
      return null;
    }
    const token = newToken();
    await setSetupTokenHash(tx, hashToken(token));
    return { token };
  });
}
