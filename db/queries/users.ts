import { and, eq, lt, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { accounts, sessions, signInAttempts, users } from "#db/schema/auth.ts";

export async function findSessionUser(db: Queryable, id: string) {
  const [row] = await db.select({ id: users.id, email: users.email, name: users.name, instanceAdmin: users.instanceAdmin }).from(users).where(eq(users.id, id));
  return row ?? null;
}

/** `email` in lower case, as it is stored. */
export async function findUserByEmail(db: Queryable, email: string) {
  const [row] = await db
    .select({ id: users.id, email: users.email, name: users.name, passwordHash: accounts.password })
    .from(users)
    .leftJoin(accounts, and(eq(accounts.userId, users.id), eq(accounts.providerId, "credential")))
    .where(eq(users.email, email));
  return row ?? null;
}

/** A user with a password. Violates `users_email_unique` when the address is taken. */
export async function insertUser(db: Queryable, user: { id: string; email: string; name: string; passwordHash: string; instanceAdmin: boolean }): Promise<void> {
  await db.insert(users).values({ id: user.id, email: user.email, name: user.name, instanceAdmin: user.instanceAdmin });
  // The row that better-auth looks for at sign-in: provider "credential", account id = user id.
  await db.insert(accounts).values({ id: crypto.randomUUID(), userId: user.id, accountId: user.id, providerId: "credential", password: user.passwordHash });
}

export async function hasUsers(db: Queryable): Promise<boolean> {
  const rows = await db.select({ id: users.id }).from(users).limit(1);
  return rows.length > 0;
}

export async function deleteSession(db: Queryable, id: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.id, id));
}

const recent = (bucket: string, minutes: number) =>
  and(eq(signInAttempts.bucket, bucket), sql`${signInAttempts.windowStart} > now() - make_interval(mins => ${minutes})`);

/** Makes attempts of the same buckets wait for each other until the transaction ends. */
export async function lockSignInBuckets(db: Queryable, buckets: readonly string[]): Promise<void> {
  for (const bucket of buckets.toSorted()) await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${bucket}, 0))`);
}

/** Attempts of a bucket in the last minutes, and the seconds until the oldest of them no longer counts. */
export async function countSignInAttempts(db: Queryable, bucket: string, minutes: number): Promise<{ count: number; freeInSeconds: number }> {
  const [row] = await db
    .select({
      count: sql<number>`coalesce(sum(${signInAttempts.count}), 0)::int`,
      freeInSeconds: sql<number>`coalesce(ceil(extract(epoch from min(${signInAttempts.windowStart}) + make_interval(mins => ${minutes}) - now())), 0)::int`,
    })
    .from(signInAttempts)
    .where(recent(bucket, minutes));
  return row ?? { count: 0, freeInSeconds: 0 };
}

export async function addSignInAttempt(db: Queryable, bucket: string): Promise<void> {
  await db.insert(signInAttempts).values({ bucket, windowStart: sql`date_trunc('minute', now())`, count: 1 })
    .onConflictDoUpdate({ target: [signInAttempts.bucket, signInAttempts.windowStart], set: { count: sql`${signInAttempts.count} + 1` } });
}

/** Takes one attempt back, from the newest minute that has one. */
export async function returnSignInAttempt(db: Queryable, bucket: string): Promise<void> {
  await db.update(signInAttempts).set({ count: sql`${signInAttempts.count} - 1` }).where(
    and(
      eq(signInAttempts.bucket, bucket),
      eq(signInAttempts.windowStart, sql`(select max(window_start) from sign_in_attempts where bucket = ${bucket} and count > 0)`),
    ),
  );
}

export async function forgetSignInAttempts(db: Queryable, bucket: string): Promise<void> {
  await db.delete(signInAttempts).where(eq(signInAttempts.bucket, bucket));
}

export async function pruneSignInAttempts(db: Queryable): Promise<void> {
  await db.delete(signInAttempts).where(lt(signInAttempts.windowStart, sql`now() - interval '1 day'`));
}
