import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { databaseOf } from "#db/client.ts";
import { insertUser } from "#db/queries/users.ts";
import { newId } from "#lib/ids.ts";
import { hashPassword } from "#lib/server/auth/password.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { call, type Caller, cookieOf, password, startApi, type TestApi } from "#tests/support/api.ts";
import { hookMapRequest } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

interface Job { run: string; job: string; key: string; fence: number; workspace: string; workspaceName: string | null; leasedBy: string | null; dueAt: string | null }
interface JobPage { jobs: Job[]; next: string | null }

describe("what is shown", () => {
  let api: TestApi;
  let admin: Caller;

  beforeAll(async () => {
    api = await startApi();
    admin = { cookie: (await api.user("root@queue.test", { instanceAdmin: true })).cookie };
  });
  afterAll(() => api.stop());
  beforeEach(() => api.database.pool.query("truncate engine.jobs, engine.runs, engine.workers"));

  const view = async () => (await call("GET /api/v1/admin/queue", { as: admin })).json as Record<string, unknown>;
  const jobs = async (query: string) => (await call("GET /api/v1/admin/queue/jobs", { as: admin, query })).json as JobPage;
  const insert = (values: string) => api.database.pool.query(`insert into engine.jobs (run_id, key, group_id, kind, due_at, leased_by, lease_until, crashes, fence) values ${values}`);

  test("nothing there", async () => {
    expect(await view()).toMatchObject({ depth: { due: 0, sleeping: 0, running: 0, quarantined: 0, nextDueMs: null }, workers: [], groups: [], quarantined: [], database: { maxConnections: expect.any(Number) } });
    expect(await jobs("?state=due")).toEqual({ jobs: [], next: null });
  });

  test("depth, shares, workers and what was set aside; names of workspaces, no word of what runs there", async () => {
    const { pool } = api.database;
    const one = await api.workspace("one", {});
    await insert(`('run_1~2', 'a', '${one.id}', 'discover', now() - interval '40 s', null, null, 0, 0), ('run_1', 'b', '${one.id}', 'step', now(), 'w#1', now() + interval '9 s', 1, 7),
      ('run_2', 'c', 'wsp_gone', 'timer', now() + interval '90 s', null, null, 0, 0), ('run_3', 'd', 'wsp_gone', 'step', now() - interval '5 s', null, null, 2, 3), ('run_4', 'e', 'wsp_gone', 'step', 'infinity', null, null, 5, 3)`);
    await pool.query("insert into engine.workers (id, instance_id, version) values ('w#1', 'w', '1.2.3')");
    await pool.query("insert into engine.workers (id, instance_id, seen_at) values ('w#0', 'w', now() - interval '10 min')");
    await pool.query("insert into engine.runs (id, function_id, group_id, event, status, ended_at) values ('run_9', 'f', $1, '{\"secret\":1}', 'quarantined', now()), ('run_8', 'f', $1, '{}', 'failed', now())", [one.id]);
    await pool.query("insert into runs (workspace_id, id, flow_id, pattern, status, origin, error) values ($1, 'run_9', 'f', 'event', 'failed', 'run_9', $2)", [one.id, JSON.stringify({ class: "quarantined", code: "quarantined", message: "Five times.", at: "" })]);
    const queue = await view();
    expect(queue).toMatchObject({
      depth: { due: 2, sleeping: 1, running: 1, quarantined: 1, oldestDueMs: expect.closeTo(40_000, -4), nextDueMs: expect.closeTo(90_000, -4) },
      workers: [{ id: "w#1", version: "1.2.3", alive: true, held: 1 }, { id: "w#0", version: null, alive: false, held: 0 }],
      groups: [{ workspace: one.id, workspaceName: "one", due: 1, running: 1, sleeping: 0 }, { workspace: "wsp_gone", workspaceName: null, due: 0, running: 0, sleeping: 1, oldestDueMs: null }],
      quarantined: [{ run: "run_9", workspaceName: "one", reason: "Five times." }],
    });
    expect(JSON.stringify(queue)).not.toContain("secret");
    expect(await jobs("")).toMatchObject({ jobs: [{ run: "run_1", job: "run_1", key: "b", fence: 7, leasedBy: "w#1" }], next: null });
    expect(await jobs("?state=due")).toMatchObject({ jobs: [{ run: "run_1", job: "run_1~2", workspaceName: "one" }], next: null });
    expect(await jobs("?state=sleeping")).toMatchObject({ jobs: [{ run: "run_2" }] });
    expect(await jobs("?state=suspect")).toMatchObject({ jobs: [{ run: "run_3" }, { run: "run_4", dueAt: null }] });
  });

  test("a huge queue: counts stop at a bound, and its pages hold each job once, the oldest first, over all workspaces or one", async () => {
    await api.database.pool.query(`insert into engine.jobs (run_id, key, group_id, kind, due_at)
      select 'run_' || n, 'k', 'wsp_' || n % 7, 'discover', now() - interval '1 h' - (n / 3) * interval '1 ms' from generate_series(1, 30000) n`);
    expect(await view()).toMatchObject({ depth: { due: 25_000, countedTo: 25_000, sleeping: 0 }, groupsCountedTo: 1_000, groups: expect.arrayContaining([expect.objectContaining({ due: 1_000 })]) });
    for (const [query, condition] of [["", "true"], ["&workspace=wsp_3", "group_id = 'wsp_3'"]] as const) {
      const seen: string[] = [];
      let cursor: string | null = "";
      for (let pages = 0; pages < 4 && cursor !== null; pages += 1) {
        const page: JobPage = await jobs(`?state=due&limit=100${query}${cursor === "" ? "" : `&cursor=${cursor}`}`);
        seen.push(...page.jobs.map((job) => job.job));
        cursor = page.next;
      }
      const { rows } = await api.database.pool.query(`select run_id from engine.jobs where ${condition} order by due_at, run_id, key limit 400`);
      expect(seen).toEqual(rows.map((row: { run_id: string }) => row.run_id));
    }
  });

  test.each(["x", Buffer.from('["now()","a","b"]').toString("base64url"), Buffer.from('["2026-99-99 00:00:00+00","a"]').toString("base64url")])("a cursor of another kind, %s, is refused", async (cursor) => {
    expect((await call("GET /api/v1/admin/queue/jobs", { as: admin, query: `?cursor=${cursor}` })).status).toBe(422);
  });
});

describe("hand back", () => {
  let target: TargetServer;
  let engine: TestEngine;
  let admin: Caller;

  beforeAll(async () => {
    target = await startTarget();
    engine = await startEngine({ egressAllow: [target.address] });
    const email = "root@queue.test";
    await insertUser(databaseOf(engine.database.pool), { id: newId("user"), email, name: "Root", passwordHash: await hashPassword(password), instanceAdmin: true });
    admin = { cookie: cookieOf(await call("POST /api/v1/session", { body: { email, password } })) };
  });
  afterAll(async () => {
    await engine.stop();
    await target.close();
  });

  test("its holder is fenced off, the next one finishes the run once, and it is in the audit log", async () => {
    target.answer = () => ({ status: 200, delayMs: target.received.length === 1 ? 60_000 : 0 });
    const { hookPath } = await engine.publish("slow", hookMapRequest(`${target.url}/in`));
    await receiveHook({ method: "POST", path: hookPath, query: new URLSearchParams(), headers: { "content-type": "application/json" }, body: Buffer.from("{}") });
    await until("the request", () => target.received.length === 1);
    const { jobs } = (await call("GET /api/v1/admin/queue/jobs", { as: admin })).json as JobPage;
    expect(jobs).toHaveLength(1);
    const [{ job, key, fence, run } = {} as Job] = jobs;
    expect((await call("POST /api/v1/admin/queue/hand-back", { as: admin, body: { job, key, fence: fence - 1 } })).status).toBe(409);
    expect((await call("POST /api/v1/admin/queue/hand-back", { as: admin, body: { job, key, fence } })).status).toBe(204);
    await until("the second try", () => target.received.length === 2);
    expect((await call("POST /api/v1/admin/queue/hand-back", { as: admin, body: { job, key, fence } })).status).toBe(409);
    await engine.idle();
    // Its call would take a minute: it is cut off instead, though the new holder is the same process.
    await until("the former holder's end", () => target.open() === 0);
    const { pool } = engine.database;
    expect((await pool.query("select status from runs where id = $1", [run])).rows).toEqual([{ status: "succeeded" }]);
    const [first, second] = target.received.map((request) => request.headers["idempotency-key"]);
    expect(first).toBeTypeOf("string");
    expect(second).toBe(first);
    expect((await pool.query("select action, target from audit_log where action = 'job.hand-back'")).rows).toEqual([{ action: "job.hand-back", target: run }]);
    expect((await pool.query("select amount from engine.tallies")).rows).toEqual([]);
  });
});
