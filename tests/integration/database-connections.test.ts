import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demandDatabase } from "#lib/egress/credential.ts";
import { EgressError } from "#lib/egress/egress-error.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import { openConnection } from "#lib/server/connections/open-connection.ts";
import { databaseFor } from "#lib/server/engine/database-for.ts";
import { sendFor } from "#lib/server/engine/send.ts";
import { egress } from "#lib/server/instance/egress.ts";
import { type Answer, call, type Caller, startApi, type TestApi } from "#tests/support/api.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";

let api: TestApi;
let shop: TestDatabase;
let workspace: Awaited<ReturnType<TestApi["workspace"]>>;
let owner: Caller;
let viewer: Caller;
let credential: Record<string, unknown>;

beforeAll(async () => {
  shop = await createTestDatabase();
  const url = new URL(shop.url);
  credential = { kind: "postgres/password", host: "127.0.0.1", port: Number(url.port), database: url.pathname.slice(1), user: url.username, ssl: "disable", password: decodeURIComponent(url.password) };
  api = await startApi({ egressAllow: [`127.0.0.1:${url.port}`] });
  const [one, two] = [await api.user("owner@databases.test"), await api.user("viewer@databases.test")];
  workspace = await api.workspace("databases", { [one.id]: "owner", [two.id]: "viewer" });
  owner = { cookie: one.cookie, workspace: workspace.slug };
  viewer = { cookie: two.cookie, workspace: workspace.slug };
  await shop.pool.query('create schema shop; create table shop.orders (id bigint primary key, total numeric(10,2) not null default 0, "note; --" text); create view shop.open_orders as select * from shop.orders; create table shop.parted (id int) partition by range (id); create table shop.parted_1 partition of shop.parted for values from (0) to (9)');
}, 60_000);
afterAll(async () => {
  await egress().close();
  await api.stop();
  await shop.drop();
});

let counter = 0;
const create = (changes: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => call("POST /api/v1/connections", { as: owner, body: { name: `database ${(counter += 1)}`, credential: { ...credential, ...changes }, ...more } });
const idOf = (answer: Answer): string => {
  expect(answer.status, answer.text).toBe(201);
  return (answer.json as { id: string }).id;
};
const tryIt = (connection: string, body: unknown = {}) => call("POST /api/v1/connections/{connection}/test", { as: owner, params: { connection }, body });
const node = (connection: string): PlanNode => ({ id: "n_test", type: "http/request", connection }) as PlanNode;

describe("a database's connection", () => {
  test("shows where it leads, never the password, and is for that host and port only", async () => {
    const made = await create();
    const id = idOf(made);
    const { password, ...shown } = credential;
    expect(made.json).toMatchObject({ kind: "postgres/password", allowedHosts: [`127.0.0.1:${shown["port"]}`], settings: { host: "127.0.0.1", port: shown["port"], database: shown["database"], user: shown["user"], ssl: "disable" } });
    const rows = await api.database.pool.query("select (select json_agg(c) from connections c)::text || (select json_agg(a) from audit_log a)::text as dump");
    const opened = demandDatabase(await openConnection(workspace.id, id));
    for (const text of [made.text, rows.rows[0].dump, JSON.stringify(opened), (await tryIt(id)).text]) expect(text).not.toContain(password);
    expect(opened.password()).toBe(password);
  });

  test.each([
    ["hosts named beside it", {}, { allowedHosts: ["127.0.0.1:5432"] }], ["a URL as host", { host: "postgres://127.0.0.1" }, {}], ["a port in the host", { host: "127.0.0.1:5432" }, {}], ["a socket's path", { host: "/var/run/postgresql" }, {}],
    ["a user with a NUL", { user: "a\u0000options\u0000-c x=y" }, {}], ["another TLS mode", { ssl: "prefer" }, {}], ["options of its own", { options: "-c x=y" }, {}], ["no password", { password: "" }, {}],
  ])("%s are refused", async (_what, changes, more) => {
    expect((await create(changes, more)).status).toBe(422);
  });

  test("HTTP still names its hosts, and neither becomes the other", async () => {
    expect((await call("POST /api/v1/connections", { as: owner, body: { name: "no hosts", credential: { kind: "http/bearer", token: "t" } } })).status).toBe(422);
    const id = idOf(await create());
    const patch = (body: unknown, connection = id) => call("PATCH /api/v1/connections/{connection}", { as: owner, params: { connection }, body });
    expect(await patch({ credential: { kind: "http/bearer", token: "t" }, allowedHosts: ["evil.example"] })).toMatchObject({ status: 422, json: { error: { details: [{ at: "body.credential.kind" }] } } });
    expect(await patch({ allowedHosts: ["evil.example:5432"] })).toMatchObject({ status: 422 });
    expect(await patch({ credential: { ...credential, host: "db.example", port: 6432 } })).toMatchObject({ status: 200, json: { version: 2, allowedHosts: ["db.example:6432"] } });
    expect(await patch({ name: "renamed" })).toMatchObject({ status: 200, json: { version: 2, allowedHosts: ["db.example:6432"] } });
    const http = await call("POST /api/v1/connections", { as: owner, body: { name: "web", allowedHosts: ["api.example.com"], credential: { kind: "http/bearer", token: "t" } } });
    expect(await patch({ credential }, idOf(http))).toMatchObject({ status: 422 });
  });

  test("its test says which version answered, or why none did", async () => {
    expect((await tryIt(idOf(await create()))).json).toMatchObject({ ok: true, status: null, message: expect.stringMatching(/^It works: PostgreSQL \d+/) });
    const wrong = await tryIt(idOf(await create({ password: "pw_CANARY_77" })));
    expect(wrong.json).toMatchObject({ ok: false, message: expect.stringMatching(/password authentication failed/i) });
    expect(wrong.text).not.toContain("pw_CANARY_77");
    expect((await tryIt(idOf(await create({ port: 1 })))).json).toMatchObject({ ok: false, message: expect.stringMatching(/private network/) });
    expect((await tryIt(idOf(await create()), { url: "http://127.0.0.1/" })).status).toBe(422);
  });
});

describe("tables for the editor", () => {
  const tables = (connection: string, query = "", as = viewer) => call("GET /api/v1/connections/{connection}/tables", { as, params: { connection }, query });
  const table = (connection: string, name: string, query = "?schema=shop") => call("GET /api/v1/connections/{connection}/tables/{table}", { as: viewer, params: { connection, table: name }, query });

  test("are listed, found by part of their name, and described", async () => {
    const id = idOf(await create());
    expect((await tables(id, "?search=shop.")).json).toEqual({ tables: [{ schema: "shop", name: "open_orders", kind: "view" }, { schema: "shop", name: "orders", kind: "table" }, { schema: "shop", name: "parted", kind: "table" }], more: false });
    expect((await tables(id, "?search=ORDERS")).json).toMatchObject({ tables: [{ name: "open_orders" }, { name: "orders" }] });
    expect((await tables(id, `?search=${encodeURIComponent("%' or 1=1 --")}`)).json).toEqual({ tables: [], more: false });
    expect((await table(id, "orders")).json).toEqual({
      schema: "shop", name: "orders",
      columns: [
        { name: "id", type: "bigint", nullable: false, hasDefault: false, isKey: true },
        { name: "total", type: "numeric(10,2)", nullable: false, hasDefault: true, isKey: false },
        { name: "note; --", type: "text", nullable: true, hasDefault: false, isKey: false },
      ],
    });
    for (const name of ["orders'; drop table shop.orders; --", "never"]) expect((await table(id, name)).status).toBe(404);
    expect((await table(id, "orders", "")).status).toBe(404);
  });

  test("of what is no database, cannot be reached or is not there are refused in words", async () => {
    const http = await call("POST /api/v1/connections", { as: owner, body: { name: "web for tables", allowedHosts: ["api.example.com"], credential: { kind: "http/bearer", token: "t" } } });
    expect(await tables(idOf(http))).toMatchObject({ status: 422, json: { error: { message: expect.stringMatching(/not for a database/) } } });
    expect(await tables(idOf(await create({ port: 1 })))).toMatchObject({ status: 422, json: { error: { message: expect.stringMatching(/private network/) } } });
    expect((await tables("conn_never")).status).toBe(404);
  });

  test("asked for by too many at once, some are told to wait", async () => {
    const id = idOf(await create());
    const answers = await Promise.all(Array.from({ length: 12 }, () => tables(id)));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses).toContain(429);
    expect(answers.find((answer) => answer.status === 429)?.headers.get("retry-after")).toBe("1");
    expect((await tables(id)).status).toBe(200);
  });
});

test("a step opens its own connection's database, and nothing else", async () => {
  const id = idOf(await create());
  const options = { signal: new AbortController().signal, timeoutMs: 5_000, readOnly: false };
  const session = await databaseFor(workspace.id)(node(id), options);
  expect((await session.query("select count(*) as count from shop.orders")).rows).toEqual([{ count: 0 }]);
  await session.end();
  const request = { method: "GET", url: `http://127.0.0.1:${credential["port"]}/`, headers: {} };
  const byHttp: unknown = await sendFor(workspace.id)(node(id), request, options).catch((error: unknown) => error);
  expect(EgressError.is(byHttp) && byHttp.code).toBe("wrong_connection");
  const http = await call("POST /api/v1/connections", { as: owner, body: { name: "web for steps", allowedHosts: ["api.example.com"], credential: { kind: "http/bearer", token: "t" } } });
  await expect(databaseFor(workspace.id)(node(idOf(http)), options)).rejects.toMatchObject({ class: "validation", code: "wrong_connection" });
  await expect(databaseFor(workspace.id)(node("conn_never"), options)).rejects.toMatchObject({ class: "auth", code: "connection_gone" });
  await expect(databaseFor(workspace.id)({ id: "n_test" } as PlanNode, options)).rejects.toMatchObject({ code: "no_connection" });
});
