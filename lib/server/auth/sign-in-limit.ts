import {
  addSignInAttempt, countSignInAttempts, forgetSignInAttempts, lockSignInBuckets, pruneSignInAttempts, returnSignInAttempt,
} from "#db/queries/users.ts";
import { AppError } from "#lib/errors.ts";
import { hashToken } from "#lib/server/crypto/token.ts";
import { database } from "#lib/server/database.ts";
import { networkOf } from "./network-of.ts";

const limit = 10;
const minutes = 15;

/**
 * Counts an attempt before the password is looked at, so that parallel ones cannot slip through together.
 * @throws AppError limit with `details: { retryAfter }` (seconds), after 10 in 15 minutes for the account or network.
 */
export async function takeSignInAttempt(email: string, ip: string): Promise<void> {
  const buckets = bucketsOf(email, ip);
  const wait = await database().transaction(async (tx) => {
    await lockSignInBuckets(tx, buckets);
    const counts = await Promise.all(buckets.map((bucket) => countSignInAttempts(tx, bucket, minutes)));
    const full = counts.filter(({ count }) => count >= limit);
    if (full.length > 0) return Math.max(1, ...full.map(({ freeInSeconds }) => freeInSeconds));
    for (const bucket of buckets) await addSignInAttempt(tx, bucket);
    return null;
  });
  if (wait === null) return;
  throw new AppError("limit", `Too many attempts. Try again in ${Math.ceil(wait / 60)} minutes.`, { details: { retryAfter: wait } });
}

/** After the right password: the account starts anew, and the network gets this attempt back. */
export async function clearSignInAttempts(email: string, ip: string): Promise<void> {
  const [account, network] = bucketsOf(email, ip);
  await forgetSignInAttempts(database(), account);
  await returnSignInAttempt(database(), network);
  await pruneSignInAttempts(database());
}

/** The address is hashed: people type passwords into the wrong field. */
function bucketsOf(email: string, ip: string): readonly [account: string, network: string] {
  return [`account:${hashToken(email)}`, `network:${networkOf(ip)}`];
}
