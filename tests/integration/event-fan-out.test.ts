import { afterAll, beforeAll, expect, test } from "vitest";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { createAlertRule } from "#lib/server/alerts/create-alert-rule.ts";
import { listEvents } from "#lib/server/events/list-events.ts";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { runtime } from "#lib/server/runtime.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let engine: TestEngine;
let target: TargetServer;

beforeAll(async () => {
  target = await startTarget();
  engine = await startEngine({ egressAllow: [target.address] });
}, 60_000);

afterAll(async () => {
  await engine.stop();
  await target.close();
});

function calling(path: string, wait: boolean): FlowDocument {
  const call = {
    type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/${path}`), send: literal("value"), bodyValue: reference("t", "data") },
    settings: { retry: { attempts: 1, backoff: "constant" as const, delayMs: 0, maxDelayMs: 0 } },
  };
  const t = { type: "core/event", config: { name: literal("fan/out") } };
  return wait ? buildDocument({ t, sleep: { type: "core/wait", config: { amount: literal(1), unit: literal("days") } }, call }, ["t -> sleep", "sleep -> call"]) : buildDocument({ t, call }, ["t -> call"]);
}

test("one event to 50 flows, one failing and one sleeping: the other 48 are done, the matrix shows exactly that, and the dead one alarms once", async () => {
  await createAlertRule(engine.context, { name: "any failure", condition: { what: "failed", times: 1, withinMinutes: 60 }, flows: null, emails: [], webhook: null, flow: null, cooldownMinutes: 60 });
  target.answer = ({ url }) => ({ status: url === "/failing" ? 400 : 200 });
  const flows = ["failing", "sleeping", ...Array.from({ length: 48 }, (_, index) => `good${index}`)];
  for (const name of flows) await engine.publish(name, calling(name, name === "sleeping"));
  const { events: [first] } = await publishEvents(engine.context, { name: "fan/out", data: { n: 1 } });
  const matrix = async (event: string | undefined): Promise<Record<string, string>> => {
    const { events, flows: named } = await listEvents(engine.context, { name: "fan/out", limit: 10 });
    const names = new Map(named.map(({ id, name }) => [id, name]));
    return Object.fromEntries(events.find(({ id }) => id === event)?.deliveries.map((cell) => [names.get(cell.flow) ?? "", cell.runStatus ?? cell.status]) ?? []);
  };
  const expected = Object.fromEntries(flows.map((name) => [name, name === "failing" ? "failed" : name === "sleeping" ? "waiting" : "succeeded"]));
  await until("48 to be done", async () => Object.values(await matrix(first?.id)).filter((state) => state === "succeeded").length === 48 && Object.values(await matrix(first?.id)).includes("failed"));
  expect(await matrix(first?.id)).toEqual(expected);
  expect(target.received).toHaveLength(49);

  const { events: more } = await publishEvents(engine.context, { events: [2, 3, 4].map((n) => ({ name: "fan/out", data: { n } })) });
  for (const { id } of more) await until("its 48", async () => Object.values(await matrix(id)).filter((state) => state === "succeeded").length === 48);
  const alerts = async () => (await runtime().pool.query<{ name: string; count: number }>("select f.name, a.count from alerts a join flows f on f.id = a.flow_id where a.state = 'open'")).rows;
  await until("all failures to be counted", async () => (await alerts()).some(({ count }) => count === 4));
  expect(await alerts()).toEqual([{ name: "failing", count: 4 }]);
}, 120_000);
