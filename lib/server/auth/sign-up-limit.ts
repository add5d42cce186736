import { addSignInAttempt, countSignInAttempts, lockSignInBuckets } from "#db/queries/users.ts";
import { AppError } from "#lib/errors.ts";
import { database } from "#lib/server/database.ts";
import { networkOf } from "./network-of.ts";

const limit = 10;
const minutes = 60;

/**
 * Counts one network's attempts to make an account, those that succeed too: a workspace costs more than a password that is
 * tried. @throws AppError limit with `details: { retryAfter }` (seconds), after 10 in an hour.
 */
export async function takeSignUpAttempt(ip: string): Promise<void> {
  const bucket = `sign-up:${networkOf(ip)}`;
  const wait = await database().transaction(async (tx) => {
    await lockSignInBuckets(tx, [bucket]);
    const { count, freeInSeconds } = await countSignInAttempts(tx, bucket, minutes);
    if (count >= limit) return Math.max(1, freeInSeconds);
    await addSignInAttempt(tx, bucket);
    return null;
  });
  if (wait !== null) throw new AppError("limit", `Too many accounts were made from here. Try again in ${Math.ceil(wait / 60)} minutes.`, { details: { retryAfter: wait } });
}
