import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { slugOf } from "#lib/server/workspaces/insert-new-workspace.ts";
import { call, type Caller, cookieOf, password, publicUrl, startApi, type TestApi } from "#tests/support/api.ts";

type User = Awaited<ReturnType<TestApi["user"]>>;
let api: TestApi;
let owner: User;
let admin: User;
let editor: User;
let workspace: Awaited<ReturnType<TestApi["workspace"]>>;
const as = (user: User): Caller => ({ cookie: user.cookie, workspace: workspace.slug });

beforeAll(async () => {
  api = await startApi();
  [owner, admin, editor] = await Promise.all([api.user("owner@w.test"), api.user("admin@w.test"), api.user("editor@w.test")]);
  workspace = await api.workspace("team", { [owner.id]: "owner", [admin.id]: "admin", [editor.id]: "editor" });
});
afterAll(() => api.stop());

const changeRole = (by: User, user: string, role: string) => call("PATCH /api/v1/members/{user}", { as: as(by), params: { user }, body: { role } });
const remove = (by: User, user: string) => call("DELETE /api/v1/members/{user}", { as: as(by), params: { user } });
const setRole = (user: User, role: string) => api.database.pool.query("insert into members values ($1, $2, $3) on conflict (workspace_id, user_id) do update set role = excluded.role", [workspace.id, user.id, role]);

describe("roles", () => {
  test("nobody gives, changes or removes above their own", async () => {
    expect((await changeRole(admin, editor.id, "owner")).status).toBe(403);
    expect((await changeRole(admin, owner.id, "viewer")).status).toBe(403);
    expect((await remove(admin, owner.id)).status).toBe(403);
    expect((await call("POST /api/v1/invites", { as: as(admin), body: { email: "x@w.test", role: "owner" } })).status).toBe(403);
    expect((await changeRole(editor, editor.id, "admin")).status).toBe(403);
    expect((await changeRole(admin, editor.id, "admin")).json).toMatchObject({ role: "admin" });
    await setRole(editor, "editor");
  });

  test("the last owner stays, alone and when several try at once", async () => {
    expect((await changeRole(owner, owner.id, "viewer")).status).toBe(409);
    expect((await remove(owner, owner.id)).status).toBe(409);
    const second = await api.user("second@w.test");
    await setRole(second, "owner");
    const both = await Promise.all([changeRole(owner, second.id, "editor"), changeRole(second, owner.id, "editor"), remove(owner, owner.id), remove(second, second.id)]);
    expect(both.filter((answer) => answer.status < 300)).toHaveLength(1);
    const { rows } = await api.database.pool.query("select count(*)::int as owners from members where workspace_id = $1 and role = 'owner'", [workspace.id]);
    expect(rows).toEqual([{ owners: 1 }]);
    await setRole(owner, "owner");
    await api.database.pool.query("delete from members where user_id = $1", [second.id]);
  });

  test("a lowered role and a removal count at the next request", async () => {
    const flow = () => call("POST /api/v1/flows", { as: as(editor), body: { name: "x" } });
    expect((await flow()).status).toBe(201);
    await changeRole(owner, editor.id, "viewer");
    expect((await flow()).status).toBe(403);
    expect((await call("GET /api/v1/flows", { as: as(editor) })).status).toBe(200);
    expect((await remove(owner, editor.id)).status).toBe(204);
    expect((await call("GET /api/v1/flows", { as: as(editor) })).status).toBe(404);
    await setRole(editor, "editor");
  });
});

describe("invitations", () => {
  const invite = async (email: string, role = "editor") => {
    const answer = await call("POST /api/v1/invites", { as: as(admin), body: { email, role } });
    expect(answer.status, answer.text).toBe(201);
    const { url, invite: made } = answer.json as { url: string; invite: { id: string } };
    expect(url.startsWith(`${publicUrl}/invite/`)).toBe(true);
    return { token: url.split("/").at(-1) ?? "", id: made.id };
  };
  const accept = (token: string, body: unknown) => call("POST /api/v1/invitations/{token}/accept", { params: { token }, body });

  test("a new person joins with the invited address and role, and is signed in", async () => {
    const { token } = await invite("New@W.test");
    expect((await call("GET /api/v1/invitations/{token}", { params: { token } })).json).toMatchObject({ workspace: "team", email: "new@w.test", role: "editor", hasAccount: false });
    expect((await accept(token, { password })).status).toBe(422);
    expect((await accept(token, { name: "New", password: "short" })).status).toBe(422);
    const joined = await accept(token, { name: "New", password });
    expect(joined.json).toMatchObject({ user: { email: "new@w.test", instanceAdmin: false }, workspaces: [{ slug: workspace.slug, role: "editor" }] });
    expect((await call("GET /api/v1/flows", { as: { cookie: cookieOf(joined), workspace: workspace.slug } })).status).toBe(200);
    expect((await accept(token, { name: "New", password })).status).toBe(404);
  });

  test("who has an account joins with its password only, whoever holds the link (T8.9)", async () => {
    const { email } = await api.user("has@w.test");
    const { token } = await invite(email, "viewer");
    expect((await accept(token, { name: "Thief", password: "a password of the thief" })).status).toBe(401);
    expect((await accept(token, { name: "Thief", password, email: "thief@w.test" })).status).toBe(422);
    expect((await accept(token, { password })).json).toMatchObject({ user: { email }, workspaces: [{ role: "viewer" }] });
  });

  test("of parallel uses one counts", async () => {
    const { token } = await invite("race@w.test");
    const answers = await Promise.all(Array.from({ length: 6 }, () => accept(token, { name: "R", password })));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.every((answer) => [200, 401, 404, 409].includes(answer.status)), answers.map((answer) => answer.text).join("\n")).toBe(true);
  });

  test("it ends when it is withdrawn, replaced, expired, or its sender may not send it any more", async () => {
    const withdrawn = await invite("w1@w.test");
    expect((await call("DELETE /api/v1/invites/{invite}", { as: as(owner), params: { invite: withdrawn.id } })).status).toBe(204);
    const replaced = await invite("w2@w.test");
    await invite("w2@w.test");
    const expired = await invite("w3@w.test");
    await api.database.pool.query("update invites set expires_at = now() - interval '1 second' where id = $1", [expired.id]);
    const orphan = await invite("w4@w.test", "admin");
    await setRole(admin, "viewer");
    for (const { token } of [withdrawn, replaced, expired, orphan]) {
      expect((await call("GET /api/v1/invitations/{token}", { params: { token } })).status).toBe(404);
      expect((await accept(token, { name: "X", password })).status).toBe(404);
    }
    await setRole(admin, "admin");
  });

  test("the token is nowhere in the database, and members are not invited again", async () => {
    const { token } = await invite("hash@w.test");
    const { rows } = await api.database.pool.query("select json_agg(i)::text || (select json_agg(a)::text from audit_log a) as dump from invites i");
    expect(rows[0].dump).not.toContain(token);
    expect((await call("POST /api/v1/invites", { as: as(owner), body: { email: editor.email, role: "viewer" } })).status).toBe(409);
  });
});

describe("API keys", () => {
  const create = async (body: unknown) => (await call("POST /api/v1/api-keys", { as: as(owner), body })).json as { apiKey: { id: string; expiresAt: string | null }; secret: string };

  test("one is shown once, works in its workspace with its scopes, and ends when it is revoked", async () => {
    const { apiKey, secret } = await create({ name: "ci", scopes: ["flows:read"] });
    expect(secret).toMatch(/^mr_live_[0-9a-z]{26}_[0-9A-Za-z]{43}$/);
    const list = await call("GET /api/v1/api-keys", { as: as(owner) });
    expect(list.text).not.toContain(secret.slice(10));
    const { rows } = await api.database.pool.query("select json_agg(k)::text as dump from api_keys k");
    expect(rows[0].dump).not.toContain(secret.split("_")[3]);
    const use = () => call("GET /api/v1/flows", { as: { key: secret } });
    expect((await use()).status).toBe(200);
    expect((await call("POST /api/v1/flows", { as: { key: secret }, body: { name: "x" } })).status).toBe(403);
    expect((await call("DELETE /api/v1/api-keys/{key}", { as: as(owner), params: { key: apiKey.id } })).status).toBe(204);
    expect((await use()).status).toBe(401);
    const people = (await call("GET /api/v1/members", { as: as(owner) })).json as { keys: unknown[] };
    expect(people.keys).toEqual([{ id: apiKey.id, name: "ci" }]);
  });

  test("it expires after 90 days unless told otherwise", async () => {
    const { apiKey, secret } = await create({ name: "default", scopes: ["flows:read"] });
    expect(Math.round((Date.parse(apiKey.expiresAt ?? "") - Date.now()) / 86_400_000)).toBe(90);
    expect((await create({ name: "ever", scopes: ["flows:read"], expiresInDays: null })).apiKey.expiresAt).toBeNull();
    await api.database.pool.query("update api_keys set expires_at = now() - interval '1 second' where id = $1", [apiKey.id]);
    expect((await call("GET /api/v1/flows", { as: { key: secret } })).status).toBe(401);
  });

  test("its last use is noted once a minute at most", async () => {
    const { apiKey, secret } = await create({ name: "used", scopes: ["flows:read"] });
    const lastUse = async () => (await api.database.pool.query("select last_used_at from api_keys where id = $1", [apiKey.id])).rows[0].last_used_at as Date | null;
    expect(await lastUse()).toBeNull();
    await call("GET /api/v1/flows", { as: { key: secret } });
    const first = await lastUse();
    expect(first).not.toBeNull();
    await call("GET /api/v1/flows", { as: { key: secret } });
    expect(await lastUse()).toEqual(first);
    await api.database.pool.query("update api_keys set last_used_at = now() - interval '61 seconds' where id = $1", [apiKey.id]);
    await call("GET /api/v1/flows", { as: { key: secret } });
    expect((await lastUse())?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? Infinity);
  });

  test("in the query, as basic, changed, cut or with more after it, it is nobody's; it opens no page of a person", async () => {
    const { secret } = await create({ name: "forms", scopes: ["flows:read"] });
    expect((await call("GET /api/v1/runs/stream", { query: `?workspace=${workspace.slug}&key=${secret}` })).status).toBe(401);
    expect((await call("GET /api/v1/flows", { headers: { authorization: `Basic ${Buffer.from(`${secret}:`).toString("base64")}` } })).status).toBe(401);
    for (const key of [secret.slice(0, -1), `${secret}x`, secret.toUpperCase(), secret.replace(/.$/, (char) => (char === "a" ? "b" : "a")), "x"]) {
      expect((await call("GET /api/v1/flows", { as: { key } })).status).toBe(401);
    }
    const session = await call("GET /api/v1/session", { as: { key: secret } });
    expect([session.status, session.headers.getSetCookie()]).toEqual([403, []]);
  });
});

test("everything that was done here is in the audit log, with who and what", async () => {
  const { rows } = await api.database.pool.query("select distinct action from audit_log where workspace_id = $1", [workspace.id]);
  expect(rows.map((row: { action: string }) => row.action)).toEqual(
    expect.arrayContaining(["member.role", "member.remove", "invite.create", "invite.accept", "invite.revoke", "api-key.create", "api-key.revoke"]),
  );
  const { rows: actors } = await api.database.pool.query("select distinct actor from audit_log where action = 'api-key.create'");
  expect(actors).toEqual([{ actor: `user:${owner.id}` }]);
});

test("the audit log is read by person and kind, and names nothing of other workspaces", async () => {
  const stranger = await api.user("stranger@w.test");
  await api.database.pool.query("insert into audit_log (id, workspace_id, actor, action, target, details) values ('aud_1', $1, $2, 'run-view.save', 'rvw_1', $3)", [workspace.id, `user:${owner.id}`, { name: stranger.id }]);
  const read = async (query: string) => (await call("GET /api/v1/audit", { as: as(owner), query })).json as { entries: { action: string; actor: string }[]; names: Record<string, { name: string; there: boolean }>; next: string | null };
  const mine = await read(`?kind=people&actor=user:${owner.id}`);
  expect(mine.entries.length).toBeGreaterThan(3);
  expect(mine.entries.filter(({ action, actor }) => !/^(member|invite|api-key)\./.test(action) || actor !== `user:${owner.id}`)).toEqual([]);
  expect(mine.names[owner.id]).toEqual({ name: owner.email, there: true });
  const views = await read("?kind=runs&limit=1");
  expect(views.entries.map(({ action }) => action)).toEqual(["run-view.save"]);
  expect(views.names[stranger.id]).toBeUndefined();
});

test.each([["Café Ltd.", "cafe-ltd"], ["  ", "workspace"], ["日本", "workspace"], ["../../x", "x"], ["$(touch /tmp/pwn)", "touch-tmp-pwn"], ["a".repeat(90), "a".repeat(40)], ["--a--b--", "a-b"]])("a workspace named %j has the slug %s", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
