import { createServer, type AddressInfo, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEgress } from "#lib/egress/create-egress.ts";
import { demandDatabase, demandHttp } from "#lib/egress/credential.ts";
import { EgressError } from "#lib/egress/egress-error.ts";
import { makeCredential } from "#lib/server/connections/credential.ts";
import { startCutProxy } from "#tests/support/cut-proxy.ts";
import { type DatabaseTarget, startDatabaseTarget } from "#tests/support/database-target.ts";
import { startTlsProxy } from "#tests/support/tls-proxy.ts";
import { until } from "#tests/support/until.ts";

let target: DatabaseTarget;
beforeAll(async () => {
  target = await startDatabaseTarget();
});
afterAll(() => target.stop());

const canary = "pw_CANARY_5e1f'\"\\";
const request = (changes: Parameters<DatabaseTarget["credential"]>[0] = {}) => ({ credential: target.credential(changes), signal: new AbortController().signal, timeoutMs: 5_000, readOnly: false });

async function failure(doing: Promise<unknown>): Promise<EgressError> {
  const thrown: unknown = await doing.then(() => "nothing was thrown", (error: unknown) => error);
  if (!EgressError.is(thrown)) throw new Error(`not refused: ${String(thrown)}`, { cause: thrown });
  return thrown;
}

/** Everything of an error that could be printed. */
function printed(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) parts.push(at.message, at.stack ?? "", JSON.stringify(at), JSON.stringify(Object.values(at)));
  return parts.join("\n");
}

async function startCounter(answer?: (server: Server) => void): Promise<{ port: number; count(): number; close(): Promise<void> }> {
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    socket.on("error", () => {});
    socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  });
  answer?.(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return { port: (server.address() as AddressInfo).port, count: () => count, close: () => new Promise((resolve) => void server.close(() => resolve())) };
}

describe("the guard is that of HTTP (T2.1, T2.2, T2.3, T2.6)", () => {
  test.each(["127.0.0.1", "localhost", "localhost.", "2130706433", "0x7f.1", "127.1", "0.0.0.0", "::1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "169.254.169.254", "168.63.129.16", "10.0.0.1", "192.168.0.1", "fd00::1"])("%s is refused, and sees no connection", async (host) => {
    const counter = await startCounter();
    const egress = createEgress({ isAllowed: () => false, connectTimeoutMs: 500 });
    expect(await failure(egress.openDatabase(request({ host, port: counter.port })))).toMatchObject({ class: "egress_blocked", code: "blocked_address", message: expect.stringMatching(/private network.*admin/is) });
    expect(counter.count()).toBe(0);
    await egress.close();
    await counter.close();
  });

  test("a rule opens one host and port, and no other", async () => {
    const egress = createEgress({ isAllowed: ({ host, port }) => host === "127.0.0.1" && port === target.port });
    const session = await egress.openDatabase(request());
    expect((await session.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    await session.end();
    for (const changes of [{ host: "localhost" }, { port: target.port + 1 }]) expect(await failure(egress.openDatabase(request(changes)))).toMatchObject({ code: "blocked_address" });
    await egress.close();
  });

  test("a name that alternates between public and 127.0.0.1 never reaches it, and a mixed answer is refused as a whole", async () => {
    const counter = await startCounter();
    let asked = 0;
    const flipping = createEgress({ isAllowed: () => false, connectTimeoutMs: 50, resolve: async () => [(asked += 1) % 2 === 0 ? "127.0.0.1" : "192.0.2.1"] });
    for (let i = 0; i < 30; i += 1) await failure(flipping.openDatabase(request({ host: "flip.example", port: counter.port })));
    const mixed = createEgress({ isAllowed: () => false, resolve: async () => ["8.8.8.8", "10.0.0.5"] });
    expect(await failure(mixed.openDatabase(request({ host: "mixed.example" })))).toMatchObject({ code: "blocked_address" });
    expect([asked, counter.count()]).toEqual([30, 0]);
    await flipping.close();
    await mixed.close();
    await counter.close();
  });

  test("a name is resolved once, and the socket goes where it was resolved to", async () => {
    let asked = 0;
    const egress = createEgress({ isAllowed: ({ address }) => address === "127.0.0.1", resolve: async () => ((asked += 1) === 1 ? ["127.0.0.1"] : ["10.0.0.1"]) });
    const session = await egress.openDatabase(request({ host: "db.example" }));
    expect([(await session.query("select 1 as one")).rowCount, asked]).toEqual([1, 1]);
    await session.end();
    await egress.close();
  });

  test("a credential is for its own host and port, and for its own protocol", async () => {
    const moved = { ...target.credential(), allowedHosts: ["db.example:5432"] };
    expect(await failure(target.egress.openDatabase({ ...request(), credential: moved }))).toMatchObject({ code: "blocked_host" });
    const forHttp = makeCredential("http/bearer", { settings: {}, secret: canary }, ["127.0.0.1"]);
    expect(() => demandDatabase(forHttp)).toThrow(/Choose a PostgreSQL connection/);
    expect(() => demandHttp(target.credential())).toThrow(/Choose a connection for HTTP/);
  });
});

describe("failures have a class, and the password is in none of them", () => {
  test("a wrong password, user or database", async () => {
    const wrong = await failure(target.egress.openDatabase(request({ password: canary })));
    expect(wrong).toMatchObject({ class: "auth", code: "sql_28P01", message: expect.stringMatching(/password authentication failed/i) });
    expect(await failure(target.egress.openDatabase(request({ user: canary, password: canary })))).toMatchObject({ class: "auth" });
    const missing = await failure(target.egress.openDatabase(request({ database: "never_was" })));
    expect(missing).toMatchObject({ class: "not_found", code: "sql_3D000" });
    for (const error of [wrong, missing]) expect(printed(error)).not.toContain(canary);
  });

  test("a password that comes back in an error is masked", async () => {
    const { rows } = await target.database.pool.query("select quote_literal($1) as text", [canary]);
    await target.database.pool.query(`create role echoing login superuser password ${rows[0].text}`);
    const session = await target.egress.openDatabase(request({ user: "echoing", password: canary }));
    const thrown = await failure(session.query("select ($1::text)::int", [canary]));
    expect(thrown).toMatchObject({ class: "validation", code: "sql_22P02", message: expect.stringContaining("[secret]") });
    expect(printed(thrown)).not.toContain(canary);
    expect(printed(await failure(session.query(`select 1 as "${canary.replaceAll('"', '""')}" from nowhere`)))).not.toContain(canary);
    await session.end();
    await target.database.pool.query("drop role echoing");
  });

  test("nobody listens, nobody answers, and something else than a database answers", async () => {
    const gone = await startCounter();
    await gone.close();
    expect(await failure(target.egress.openDatabase(request({ port: gone.port })))).toMatchObject({ class: "transient", code: "connection_refused" });
    const web = await startCounter();
    const odd = await failure(target.egress.openDatabase({ ...request({ port: web.port }), timeoutMs: 1_000 }));
    expect(odd.class).toBe("transient");
    expect(["connection_lost", "timeout"]).toContain(odd.code);
    await web.close();
    const silent = await startCounter((server) => void server.removeAllListeners("connection").on("connection", (socket) => void socket.resume().on("error", () => {})));
    expect(await failure(target.egress.openDatabase({ ...request({ port: silent.port }), timeoutMs: 400 }))).toMatchObject({ class: "transient", code: "timeout" });
    await silent.close();
  });

  test("TLS that is asked for is not left out when the server has none", async () => {
    for (const ssl of ["require", "verify"] as const) expect(await failure(target.egress.openDatabase(request({ ssl })))).toMatchObject({ class: "provider", code: "tls_failed" });
  });

  test("require encrypts without a look at the certificate, verify wants one that is trusted", async () => {
    const proxy = await startTlsProxy(target.port);
    const session = await target.egress.openDatabase(request({ port: proxy.port, ssl: "require" }));
    expect((await session.query("select repeat('x', 100000) as text")).rows).toEqual([{ text: "x".repeat(100_000) }]);
    await session.end();
    for (const host of ["127.0.0.1", "localhost"]) expect(await failure(target.egress.openDatabase(request({ host, port: proxy.port, ssl: "verify" })))).toMatchObject({ class: "provider", code: "tls_failed" });
    expect([proxy.encrypted > 0, proxy.plain]).toEqual([true, 0]);
    await proxy.close();
  });

  test("what the database refuses, by its state", async () => {
    const session = await target.open();
    await session.query("create table states (id int primary key, n int check (n > 0))");
    await session.query("insert into states values (1, 1)");
    const expected = [
      ["insert into states values (1, 1)", "conflict", "sql_23505"], ["insert into states values (2, 0)", "conflict", "sql_23514"], ["select 1 / 0", "validation", "sql_22012"],
      ["select nothing", "validation", "sql_42703"], ["selec 1", "validation", "sql_42601"], ["vacuum states; select 1", "validation", "sql_42601"],
      ["do $$ begin raise exception 'mine' using errcode = '40001'; end $$", "transient", "sql_40001"], ["do $$ begin raise exception 'mine' using errcode = '40P01'; end $$", "transient", "sql_40P01"],
      ["do $$ begin raise exception 'mine' using errcode = '53300'; end $$", "transient", "sql_53300"], ["do $$ begin raise exception 'mine' using errcode = 'XX000'; end $$", "provider", "sql_XX000"],
    ] as const;
    for (const [text, errorClass, code] of expected) expect(await failure(session.query(text)), text).toMatchObject({ class: errorClass, code });
    expect((await session.query("select 7 as n")).rows).toEqual([{ n: 7 }]);
    await session.end();
    expect(await failure(session.query("select 1"))).toMatchObject({ class: "internal" });
  });
});

describe("a session that is lost", () => {
  test("by a cut: a lone statement may have been done, one in a transaction cannot", async () => {
    for (const inTransaction of [false, true]) {
      const proxy = await startCutProxy(target.port);
      const session = await target.open({ credential: target.credential({ port: proxy.port }), timeoutMs: 1_500 });
      const sleep = `select pg_sleep(30), 'cut ${inTransaction}'`;
      const asked = inTransaction ? session.transaction((inside) => inside.query(sleep)) : session.query(sleep);
      const refused = failure(asked);
      await until("the statement runs", async () => (await target.database.pool.query("select 1 from pg_stat_activity where query = $1 and state = 'active'", [sleep])).rowCount);
      await proxy.cut();
      expect(await refused).toMatchObject({ class: "transient", code: inTransaction ? "connection_lost" : "connection_cut" });
      expect(await failure(session.query("select 1"))).toMatchObject({ class: "transient", code: "connection_cut" });
      await session.end();
      await proxy.close();
    }
  });

  test("by a server that ends it, with the server's words", async () => {
    const session = await target.open();
    const sleep = "select pg_sleep(30), 'ended'";
    const refused = failure(session.query(sleep));
    await until("it was ended", async () => (await target.database.pool.query("select pg_terminate_backend(pid) from pg_stat_activity where query = $1 and state = 'active'", [sleep])).rowCount);
    expect(await refused).toMatchObject({ class: "transient", code: "connection_cut", message: expect.stringMatching(/terminating connection/i) });
    await session.end();
  });

  test("by a signal: the server stops working too, and nothing is left open", async () => {
    const stop = new AbortController();
    const session = await target.open({ signal: stop.signal });
    const sleep = "select pg_sleep(30), 'stopped'";
    const refused = failure(session.query(sleep));
    const running = async () => (await target.database.pool.query("select 1 from pg_stat_activity where query = $1 and state = 'active'", [sleep])).rowCount;
    await until("the statement runs", running);
    stop.abort(new Error("cancelled"));
    expect(await refused).toMatchObject({ class: "transient", code: "connection_cut" });
    await until("it has stopped", async () => (await running()) === 0);
    await session.end();
    await expect(target.open({ signal: stop.signal })).rejects.toThrow("cancelled");
    const idle = new AbortController();
    const waiting = await target.open({ signal: idle.signal });
    idle.abort(new Error("cancelled"));
    await expect(waiting.query("select 1")).rejects.toThrow("cancelled");
    await until("no session is left", async () => (await target.database.pool.query("select 1 from pg_stat_activity where application_name = 'millrace' and datname = current_database()")).rowCount === 0);
  });

  test("a statement that takes too long is given up by the server, and the session goes on", async () => {
    const session = await target.open({ timeoutMs: 400 });
    expect(await failure(session.query("select pg_sleep(30)"))).toMatchObject({ class: "transient", code: "sql_57014" });
    expect((await session.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    await session.end();
  });

  test("by a server that is mute: the wait ends", async () => {
    const proxy = await startCutProxy(target.port);
    const session = await target.open({ credential: target.credential({ port: proxy.port }), timeoutMs: 300 });
    proxy.mute();
    expect(await failure(session.query("select 1"))).toMatchObject({ class: "transient", code: "connection_cut" });
    await session.end();
    await proxy.close();
  });
});

describe("transactions", () => {
  test("hold only their own statements, and savepoints within", async () => {
    const session = await target.open();
    await session.query("create table turns (n int)");
    const first = session.transaction(async (inside) => {
      await inside.query("insert into turns values (1)");
      await inside.transaction((deeper) => deeper.query("insert into turns values (2)"));
      await failure(inside.transaction((deeper) => deeper.query("insert into turns values ('x')")));
      await failure(inside.transaction(async (deeper) => {
        await deeper.query("insert into turns values (3)");
        throw new EgressError("validation", "mine", "not this");
      }));
      await inside.query("select pg_sleep(0.1)");
      throw new EgressError("validation", "mine", "all of it");
    });
    const second = session.query("insert into turns values (4)");
    expect((await failure(first)).message).toBe("all of it");
    await second;
    expect((await session.query("select n from turns")).rows).toEqual([{ n: 4 }]);
    await session.transaction((inside) => inside.query("insert into turns values (5)"));
    await failure(session.transaction(async (inside) => {
      await inside.query("insert into turns values (6)");
      await failure(inside.query("select nothing"));
    }));
    expect((await session.query("select n from turns order by n")).rows).toEqual([{ n: 4 }, { n: 5 }]);
    await session.end();
  });

  test("a session of a test-run changes nothing, whatever it is asked", async () => {
    await target.database.pool.query("create table kept (n int); insert into kept values (1); create sequence counted");
    const session = await target.open({ readOnly: true });
    for (const text of ["insert into kept values (2)", "select nextval('counted')", "create table made (n int)", "truncate kept", "drop table kept"]) {
      expect(await failure(session.transaction((inside) => inside.query(text))), text).toMatchObject({ class: "validation", code: "sql_25006" });
    }
    expect((await session.query("select n from kept")).rows).toEqual([{ n: 1 }]);
    await failure(session.copyFrom("copy kept from stdin", [Buffer.from("2\n")]));
    await session.end();
    expect((await target.database.pool.query("select n from kept")).rows).toEqual([{ n: 1 }]);
  });
});
