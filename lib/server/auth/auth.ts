import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { betterAuth } from "better-auth/minimal";
import type { Pool } from "pg";
import { databaseOf } from "#db/client.ts";
import { accounts, sessions, users, verifications } from "#db/schema/auth.ts";
import { newId } from "#lib/ids.ts";
import { clientAddressHeader } from "#lib/server/http/client-address.ts";
import { runtime } from "#lib/server/runtime.ts";

const day = 24 * 60 * 60;
/** Days of the longest session, however often it is used. */
export const absoluteSessionDays = 30;

function build(pool: Pool) {
  const { env, log } = runtime();
  const https = env.publicUrl.startsWith("https:");
  return betterAuth({
    database: drizzleAdapter(databaseOf(pool), { provider: "pg", schema: { user: users, session: sessions, account: accounts, verification: verifications } }),
    baseURL: env.publicUrl,
    trustedOrigins: [env.publicUrl],
    secret: env.sessionSecret,
    telemetry: { enabled: false },
    logger: { log: (level, message) => log[level]({ source: "auth" }, message), level: "error" },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 200, autoSignIn: false },
    user: { additionalFields: { instanceAdmin: { type: "boolean", input: false, defaultValue: false } } },
    session: { expiresIn: 7 * day, updateAge: day, cookieCache: { enabled: false } },
    rateLimit: { enabled: false },
    advanced: {
      database: { generateId: ({ model }) => (model === "user" ? newId("user") : crypto.randomUUID()) },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      // `__Host-` ties the cookie to this host and to https; browsers refuse it over plain http.
      useSecureCookies: false,
      cookies: { session_token: { name: https ? "__Host-millrace" : "millrace", attributes: { secure: https, httpOnly: true, sameSite: "lax", path: "/" } } },
    },
  });
}

const built = new WeakMap<Pool, ReturnType<typeof build>>();

/** Passwords and sessions. A library only: its own HTTP routes are not mounted anywhere. */
export function auth(): ReturnType<typeof build> {
  const { pool } = runtime();
  let made = built.get(pool);
  if (!made) {
    made = build(pool);
    built.set(pool, made);
  }
  return made;
}
