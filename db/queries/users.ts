import { and, eq, lt, ne, sql } from "drizzle-orm";
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

export async function deleteOtherSessions(db: Queryable, userId: string, keep: string): Promise<void> {
  await db.delete(sessions).where(and(eq(sessions.userId, userId), ne(sessions.id, keep)));
}

/** Failures of the buckets in the last `minutes`, each window of its own minute. */
export async function countSignInFailures(db: Queryable, bucket: string, minutes: number): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`coalesce(sum(${signInAttempts.count}), 0)::int` })
    .from(signInAttempts)
    .where(and(eq(signInAttempts.bucket, bucket), sql`${signInAttempts.windowStart} > now() - make_interval(mins => ${minutes})`));
  return row?.count ?? 0;
}

export async function addSignInFailure(db: Queryable, bucket: string): Promise<void> {
  await db.insert(signInAttempts).values({ bucket, windowStart: sql`date_trunc('minute', now())`, count: 1 })
    .onConflictDoUpdate({ target: [signInAttempts.bucket, signInAttempts.windowStart], set: { count: sql`${signInAttempts.count} + 1` } });
}

export async function forgetSignInFailures(db: Queryable, bucket: string): Promise<void> {
  await db.delete(signInAttempts).where(eq(signInAttempts.bucket, bucket));
}

export async function pruneSignInFailures(db: Queryable): Promise<void> {
  await db.delete(signInAttempts).where(lt(signInAttempts.windowStart, sql`now() - interval '1 day'`));
}
