import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#lib/ids.ts";
import type { Json } from "#lib/json.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { createFlow } from "#lib/server/flows/create-flow.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { admitWaiting } from "#lib/server/runs/admit-runs.ts";
import { bindRuntime } from "#tests/support/bind-runtime.ts";
import { buildDocument, literal } from "#tests/support/build-document.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { ownerContext } from "#tests/support/start-engine.ts";
import { until } from "#tests/support/until.ts";

let database: TestDatabase;
let bound: { end(): Promise<void> };
let context: WorkspaceContext;

/** Nobody looks by the clock here: what begins was begun by the process that stored it. */
beforeAll(async () => {
  database = await createTestDatabase();
  bound = bindRuntime(database.url);
  const workspace = { id: newId("workspace"), slug: `w-${randomBytes(4).toString("hex")}`, name: "Due" };
  await database.pool.query("insert into workspaces (id, slug, name) values ($1, $2, $3)", [workspace.id, workspace.slug, workspace.name]);
  context = ownerContext(workspace);
});

afterAll(async () => {
  await bound.end();
  await database.drop();
});

async function listen(name: string, settings: Record<string, Json>): Promise<string> {
  const config = Object.fromEntries(Object.entries({ name, ...settings }).map(([key, value]) => [key, literal(value)]));
  const made = await createFlow(context, { name, document: buildDocument({ t: { type: "core/event", config }, end: { type: "core/stop" } }, ["t -> end"]) });
  await publishFlow(context, { flow: made.id, baseRevision: made.draftRevision, message: "" });
  return made.id;
}

async function publish(name: string, ...data: Json[]): Promise<void> {
  await publishEvents(context, { events: data.map((one) => ({ name, data: one })) });
}

/** When each run began, in milliseconds after the first event came. */
async function begun(flow: string): Promise<number[]> {
  const { rows } = await database.pool.query<{ ms: number }>(
    "select (extract(epoch from r.created_at - (select min(created_at) from deliveries where flow_id = $1)) * 1000)::float8 as ms from runs r where r.flow_id = $1 order by r.created_at",
    [flow],
  );
  return rows.map(({ ms }) => ms);
}

test("what a pace holds for a moment begins without anybody looking by the clock, and no sooner", async () => {
  const flow = await listen("paced", { pace: "limited", rate: 1, per: "second" });
  await publish("paced", 1, 2, 3);
  const times = await until("three runs", async () => {
    const found = await begun(flow);
    return found.length === 3 && found;
  });
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1_000);
  expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThanOrEqual(1_000);
});

test("a short burst ends, and a short list starts, as soon as its time has come", async () => {
  const burst = await listen("burst", { gather: "last", quietSeconds: 1 });
  const list = await listen("list", { gather: "list", listOf: 10, listSeconds: 1 });
  await publish("burst", 1, 2);
  await publish("list", 1, 2);
  for (const flow of [burst, list]) {
    const [began] = await until("a run", async () => {
      const found = await begun(flow);
      return found.length === 1 && found;
    });
    expect(began).toBeGreaterThanOrEqual(1_000);
  }
});

test("one that comes later under another key may be due sooner, whatever the flow was waiting for", async () => {
  const flow = await listen("keys", { pace: "limited", rate: 1, per: "hour", each: "data.key" });
  await publish("keys", { key: "a" }, { key: "a" });
  const before = await admitWaiting();
  expect(before.nextMs).toBe(30_000);
  await publish("keys", { key: "b" });
  // Under b, all but twenty seconds of the hour have passed.
  await database.pool.query("update deliveries set admitted_at = admitted_at - interval '3580 seconds' where flow_id = $1 and admitted_at = (select max(admitted_at) from deliveries where flow_id = $1)", [flow]);
  await publish("keys", { key: "b" });
  const after = await admitWaiting();
  expect(after.nextMs).toBeLessThanOrEqual(20_000);
});
