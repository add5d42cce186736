import { afterAll, beforeAll, expect, test } from "vitest";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { until } from "#tests/support/until.ts";

let engine: TestEngine;

beforeAll(async () => {
  engine = await startEngine();
});

afterAll(async () => {
  await engine.stop();
});

test("a worker starts what is due within moments, and the run goes through", async () => {
  const flow = await engine.publish("hourly", buildDocument(
    {
      at: { type: "core/schedule", config: { schedule: literal({ mode: "interval", every: 1, unit: "hours", zone: "Europe/Berlin" }) } },
      shape: { type: "core/map", config: { fields: fields({ window: reference("at", "scheduledAt"), since: reference("at", "previous") }) } },
    },
    ["at -> shape"],
  ));
  await engine.database.pool.query("update subscriptions set next_at = date_trunc('hour', now()) where flow_id = $1", [flow.id]);
  const asked = Date.now();
  const run = await until("the run's end", async () => (await listRuns(engine.context, { flow: flow.id, limit: 5 })).runs.find(({ finishedAt }) => finishedAt !== null));
  expect(Date.now() - asked).toBeLessThan(10_000);
  expect(run).toMatchObject({ status: "succeeded", startedBy: "schedule", pattern: "batch" });
  const { steps } = await readRun(engine.context, { run: run.id });
  const hour = new Date(Math.floor(Date.parse(run.createdAt) / 3_600_000) * 3_600_000).toISOString();
  expect(steps.map((step) => [step.name, step.status])).toEqual([["at", "succeeded"], ["shape", "succeeded"]]);
  expect(steps[1]?.output).toMatchObject({ kind: "inline", value: { window: hour, since: null } });
});
