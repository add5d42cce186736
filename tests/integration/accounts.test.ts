import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { present } from "#lib/assert.ts";
import { readPageSession } from "#lib/server/auth/read-page-session.ts";
import { ensureSetupToken } from "#lib/server/instance/ensure-setup-token.ts";
import { ensureUnattendedOwner } from "#lib/server/instance/ensure-unattended-owner.ts";
import { call, cookieOf, password, startApi, type TestApi } from "#tests/support/api.ts";

let api: TestApi;
const claim = { email: "Ada@Example.com", password, name: "Ada", workspace: "Café Ltd." };

describe("first start", () => {
  beforeEach(async () => {
    api = await startApi();
    return () => api.stop();
  });

  test("of 20 parallel claims exactly one wins, and the route stays closed", async () => {
    const token = present(await ensureSetupToken(), "the token").token;
    expect(await call("GET /api/v1/setup")).toMatchObject({ status: 200, json: { open: true } });
    const claims = await Promise.all(Array.from({ length: 20 }, (_, i) => call("POST /api/v1/setup", { body: { ...claim, token, email: `a${i}@example.com` } })));
    expect(claims.map((answer) => answer.status).toSorted()).toEqual([201, ...Array.from({ length: 19 }, () => 410)]);
    const users = await api.database.pool.query("select instance_admin from users");
    expect(users.rows).toEqual([{ instance_admin: true }]);
    expect(await call("POST /api/v1/setup", { body: { ...claim, token } })).toMatchObject({ status: 410, json: { error: { code: "gone" } } });
    expect(await ensureSetupToken()).toBeNull();
    expect(await call("GET /api/v1/setup")).toMatchObject({ json: { open: false } });
    expect((await api.database.pool.query("select setup_token_hash from instance")).rows).toEqual([{ setup_token_hash: null }]);
  });

  test("the owner is signed in, owns the workspace and is the instance's admin", async () => {
    const token = present(await ensureSetupToken(), "the token").token;
    const answer = await call("POST /api/v1/setup", { body: { ...claim, token } });
    expect(answer.json).toMatchObject({ user: { email: "ada@example.com", instanceAdmin: true }, workspaces: [{ slug: "cafe-ltd", name: "Café Ltd.", role: "owner" }] });
    expect(await call("GET /api/v1/session", { as: { cookie: cookieOf(answer) } })).toMatchObject({ status: 200, json: answer.json });
  });

  test("a token of an earlier start, or a made-up one, does not count", async () => {
    const earlier = present(await ensureSetupToken(), "the token").token;
    await ensureSetupToken();
    for (const token of [earlier, "made up"]) expect((await call("POST /api/v1/setup", { body: { ...claim, token } })).status).toBe(403);
    expect((await api.database.pool.query("select 1 from users")).rowCount).toBe(0);
  });

  test("before a start made a token, none counts", async () => {
    expect((await call("POST /api/v1/setup", { body: { ...claim, token: "x" } })).status).toBe(403);
  });
});

test("the environment's owner, workspace and key work after a start on an empty database, and a second start changes nothing", async () => {
  const apiKey = "any string of thirty-two characters or more!";
  api = await startApi({ owner: { email: "Root@Example.com", password, workspace: "Plant" }, apiKey });
  try {
    expect(await Promise.all([ensureUnattendedOwner(), ensureUnattendedOwner()])).toEqual(expect.arrayContaining([true, false]));
    expect(await ensureUnattendedOwner()).toBe(false);
    expect(await ensureSetupToken()).toBeNull();
    const session = await call("POST /api/v1/session", { body: { email: "root@example.com", password } });
    expect(session).toMatchObject({ status: 200, json: { user: { instanceAdmin: true }, workspaces: [{ slug: "plant", role: "owner" }] } });
    expect(await call("GET /api/v1/workspace", { as: { key: apiKey } })).toMatchObject({ status: 200, json: { slug: "plant" } });
    const stored = await api.database.pool.query("select row_to_json(k)::text as row from api_keys k");
    expect(stored.rows).toHaveLength(1);
    expect(stored.rows[0].row).not.toContain(apiKey);
  } finally {
    await api.stop();
  }
});

describe("accounts that people make themselves", () => {
  const wanted = { email: "New@Example.com", password, name: "New", workspace: "Neue Werke" };
  const from = (ip: string) => ({ "x-millrace-client": ip });

  test("are not made where nobody said so", async () => {
    api = await startApi();
    try {
      await api.user("first@example.com");
      expect((await call("GET /api/v1/sign-up")).json).toEqual({ open: false });
      expect(await call("POST /api/v1/sign-up", { body: wanted })).toMatchObject({ status: 403, json: { error: { message: expect.stringContaining("invitation") } } });
      expect((await api.database.pool.query("select 1 from users")).rowCount).toBe(1);
    } finally {
      await api.stop();
    }
  });

  describe("where the instance is open", () => {
    beforeEach(async () => {
      api = await startApi({ signUp: "open" });
      return () => api.stop();
    });

    test("not before it has an owner: the first account is the admin's", async () => {
      expect((await call("GET /api/v1/sign-up")).json).toEqual({ open: false });
      expect((await call("POST /api/v1/sign-up", { body: wanted })).status).toBe(403);
    });

    test("have a workspace of their own, no rights on the instance, and are signed in", async () => {
      const first = await api.user("first@example.com", { instanceAdmin: true });
      const others = await api.workspace("others", { [first.id]: "owner" });
      expect((await call("GET /api/v1/sign-up")).json).toEqual({ open: true });
      const made = await call("POST /api/v1/sign-up", { body: wanted });
      expect(made).toMatchObject({ status: 201, json: { user: { email: "new@example.com", instanceAdmin: false }, workspaces: [{ slug: "neue-werke", role: "owner" }] } });
      const as = { cookie: cookieOf(made) };
      expect((await call("GET /api/v1/session", { as })).json).toEqual(made.json);
      expect((await call("GET /api/v1/flows", { as: { ...as, workspace: others.slug } })).status).toBe(404);
      expect((await call("GET /api/v1/admin", { as })).status).toBe(403);
    });

    test("an address has one account, whoever is first", async () => {
      await api.user("first@example.com");
      const answers = await Promise.all([1, 2, 3].map((n) => call("POST /api/v1/sign-up", { body: { ...wanted, workspace: `W${n}` }, headers: from(`198.51.100.${n}`) })));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
      expect(await call("POST /api/v1/sign-up", { body: { ...wanted, password: "another good password" } })).toMatchObject({ status: 409, json: { error: { message: expect.stringContaining("Sign in") } } });
      expect((await api.database.pool.query("select 1 from workspaces")).rowCount).toBe(1);
      expect((await call("POST /api/v1/session", { body: { email: "new@example.com", password: "another good password" } })).status).toBe(401);
    });

    test("10 an hour from one network, and others go on", async () => {
      await api.user("first@example.com");
      const make = (n: number, ip: string) => call("POST /api/v1/sign-up", { body: { ...wanted, email: `n${n}@example.com` }, headers: from(ip) });
      for (let n = 0; n < 10; n += 1) expect((await make(n, `2001:db8:1:1::${n + 1}`)).status).toBe(201);
      const refused = await make(10, "2001:db8:1:1::ff");
      expect(refused).toMatchObject({ status: 429, json: { error: { details: { retryAfter: expect.any(Number) } } } });
      expect((await make(10, "2001:db8:1:2::1")).status).toBe(201);
    });
  });
});

describe("sessions", () => {
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  test("the id rotates at every sign-in, and an id brought along is never taken over", async () => {
    const { email, cookie } = await api.user("rotate@example.com");
    const again = cookieOf(await call("POST /api/v1/session", { body: { email, password }, headers: { cookie } }));
    expect(again).not.toBe(cookie);
    const tokens = await api.database.pool.query("select count(distinct token)::int as n from sessions");
    expect(tokens.rows[0].n).toBeGreaterThanOrEqual(2);
  });

  test("the cookie is out of scripts' reach and of this site only", async () => {
    await api.user("cookie@example.com");
    const answer = await call("POST /api/v1/session", { body: { email: "cookie@example.com", password } });
    const line = answer.headers.getSetCookie().find((one) => one.startsWith("millrace="));
    expect(line).toMatch(/HttpOnly/i);
    expect(line).toMatch(/SameSite=Lax/i);
    expect(line).toMatch(/Path=\//i);
    expect(line).toMatch(/Max-Age=604800/i);
    expect(line).not.toMatch(/Domain=/i);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("sign-out makes the cookie worthless on the server", async () => {
    const { cookie } = await api.user("leave@example.com");
    expect((await call("DELETE /api/v1/session", { as: { cookie } })).status).toBe(204);
    expect((await call("GET /api/v1/session", { as: { cookie } })).status).toBe(401);
  });

  test("a new password ends every other session and keeps this browser signed in", async () => {
    const { email, cookie } = await api.user("change@example.com");
    const other = cookieOf(await call("POST /api/v1/session", { body: { email, password } }));
    const wrong = await call("PUT /api/v1/session/password", { as: { cookie }, body: { current: "not this one", next: "another good password" } });
    expect(wrong).toMatchObject({ status: 422, json: { error: { details: [{ at: "body.current" }] } } });
    const changed = await call("PUT /api/v1/session/password", { as: { cookie }, body: { current: password, next: "another good password" } });
    expect(changed.status).toBe(204);
    for (const old of [other, cookie]) expect((await call("GET /api/v1/session", { as: { cookie: old } })).status).toBe(401);
    expect((await call("GET /api/v1/session", { as: { cookie: cookieOf(changed) } })).status).toBe(200);
    expect((await call("POST /api/v1/session", { body: { email, password } })).status).toBe(401);
    expect((await call("POST /api/v1/session", { body: { email, password: "another good password" } })).status).toBe(200);
  });

  test("a session ends 7 days after its last use and 30 days after its start", async () => {
    const { id, cookie } = await api.user("age@example.com");
    const age = (sql: string) => api.database.pool.query(`update sessions set ${sql} where user_id = $1`, [id]);
    await age("expires_at = now() + interval '1 day', created_at = now() - interval '29 days'");
    await readPageSession(new Headers({ cookie }));
    const left = await api.database.pool.query("select expires_at < now() + interval '2 days' as as_before from sessions where user_id = $1", [id]);
    expect(left.rows, "a page that cannot set the cookie must not prolong the session alone").toEqual([{ as_before: true }]);
    const kept = await call("GET /api/v1/session", { as: { cookie } });
    expect(kept.status).toBe(200);
    expect(cookieOf(kept)).toBe(cookie);
    const { rows } = await api.database.pool.query("select expires_at > now() + interval '6 days' as extended from sessions where user_id = $1", [id]);
    expect(rows).toEqual([{ extended: true }]);
    await age("created_at = now() - interval '31 days'");
    expect((await call("GET /api/v1/session", { as: { cookie } })).status).toBe(401);
    const { cookie: idle, id: idleUser } = await api.user("idle@example.com");
    await api.database.pool.query("update sessions set expires_at = now() - interval '1 second' where user_id = $1", [idleUser]);
    expect((await call("GET /api/v1/session", { as: { cookie: idle } })).status).toBe(401);
  });

  test("a cookie with a changed signature, or signed by another installation, is nobody's", async () => {
    const { cookie } = await api.user("forged@example.com");
    const forged = cookie.replace(/.(?=.{6}$)/, (char) => (char === "A" ? "B" : "A"));
    expect((await call("GET /api/v1/session", { as: { cookie: forged } })).status).toBe(401);
    const { rows } = await api.database.pool.query("select token from sessions limit 1");
    expect((await call("GET /api/v1/session", { as: { cookie: `millrace=${rows[0].token}` } })).status).toBe(401);
  });
});
