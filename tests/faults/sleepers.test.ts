import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { cpuSeconds } from "#tests/bench/cpu.ts";
import { percentile } from "#tests/bench/percentile.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import { until } from "#tests/support/until.ts";
import { amount } from "./harness/amount.ts";
import { callStep } from "./harness/flows.ts";
import { type Lab, openLab } from "./harness/lab.ts";
import { postEvents } from "./harness/post-events.ts";
import { createRandom } from "./harness/random.ts";
import { report } from "./harness/report.ts";
import type { Slot } from "./harness/slot.ts";
import { violations } from "./harness/watch-history.ts";

let lab: Lab;
let worker: Slot;
beforeAll(async () => {
  lab = await openLab();
  worker = lab.slot({ role: "worker" });
  await Promise.all([worker.start(), lab.slot({ role: "ingress" }).start()]);
}, 60_000);
afterAll(() => lab.close(), 60_000);

const yearSeconds = 365 * 86_400;

function memoryMb(pid: number): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024);
}

test("R29: runs that sleep for a second to a year cost nothing meanwhile, and each wakes once, when it is due", async () => {
  const random = createRandom();
  const count = amount(150, 10_000);
  const longest = amount(6, 120);
  const document = buildDocument(
    {
      hook: { type: "core/webhook" },
      nap: { type: "core/wait", config: { mode: literal("for"), amount: reference("hook", "body", "seconds"), unit: literal("seconds") } },
      a: callStep(lab.effects.url, "a", null),
    },
    ["hook -> nap", "nap -> a"],
  );
  const flow = await lab.publish("sleepers", document);
  // A third is due while the test looks on, the others between an hour and a year from now.
  const seconds = (n: number): number => (n % 3 === 0 ? 1 + (n * 7) % longest : Math.round(3_601 + random.next() ** 3 * (yearSeconds - 3_601)));
  await postEvents(lab.hookUrl(flow), { count, clients: 8, more: (n) => ({ seconds: seconds(n) }) });
  const short = Math.floor(count / 3);
  await until("the short sleepers to end", async () => (await lab.pool.query("select 1 from runs where flow_id = $1 and status = 'succeeded'", [flow.id])).rowCount === short, amount(60_000, 600_000));
  await until("the others to sleep", async () => (await lab.pool.query("select 1 from runs where flow_id = $1 and status = 'waiting'", [flow.id])).rowCount === count - short, 60_000);
  const idleSeconds = amount(2, 20);
  const before = cpuSeconds(worker.pid());
  await delay(idleSeconds * 1_000);
  const idlePercent = Number(((100 * (cpuSeconds(worker.pid()) - before)) / idleSeconds).toFixed(1));
  const { rows } = await lab.pool.query<{ n: number; due: number; job: number | null; status: string }>(
    `select (convert_from(p.body, 'utf8')::jsonb->'body'->>'n')::int as n, extract(epoch from s.due_at)::float8 * 1000 as due, r.status,
       (select extract(epoch from j.due_at)::float8 * 1000 from engine.jobs j where j.run_id = r.id) as job
     from runs r join payloads p on p.bucket = r.bucket and p.workspace_id = r.workspace_id and p.hash = r.input left join step_runs s on s.workspace_id = r.workspace_id and s.run_id = r.id and s.due_at is not null
     where r.flow_id = $1`,
    [flow.id],
  );
  const calls = Map.groupBy(lab.effects.read(), ({ n }) => n);
  const dues = await lab.pool.query<{ n: number; until: string }>(
    `select (convert_from(p.body, 'utf8')::jsonb->'body'->>'n')::int as n, convert_from(o.body, 'utf8')::jsonb->>'until' as until
     from runs r join payloads p on p.bucket = r.bucket and p.workspace_id = r.workspace_id and p.hash = r.input join step_runs s on s.workspace_id = r.workspace_id and s.run_id = r.id and s.node_id = 'n_nap0'
       join payloads o on o.bucket = r.bucket and o.workspace_id = r.workspace_id and o.hash = s.output where r.flow_id = $1`,
    [flow.id],
  );
  const late = dues.rows.map(({ n, until: due }) => (calls.get(n)?.[0]?.at ?? Number.NaN) - Date.parse(due));
  const sleeping = rows.filter(({ status }) => status === "waiting");
  // Whoever waits for a time alone has nothing to look for before.
  const woken = sleeping.filter(({ due, job }) => job === null || Math.abs(job - due) > 1_500);
  report({
    test: "R29", rounds: count, resumed: calls.size, resumedTwice: [...calls.values()].filter((same) => same.length > 1).length, early: late.filter((ms) => ms < -2).length,
    lateMs: { p50: Math.round(percentile(late, 50)), p95: Math.round(percentile(late, 95)) }, sleeping: sleeping.length, wokenInBetween: woken.length, idleCpuPercent: idlePercent, workerMb: memoryMb(worker.pid()),
    violations: await violations(lab.pool),
  });
  expect([...calls.keys()].filter((n) => n % 3 !== 0)).toEqual([]);
  expect(calls.size).toBe(short);
  expect([...calls.values()].filter((same) => same.length !== 1)).toEqual([]);
  expect(late.filter((ms) => !(ms >= -2))).toEqual([]);
  expect(woken.slice(0, 3)).toEqual([]);
  expect(await violations(lab.pool)).toEqual({});
}, 1_800_000);

test("R29: an event that comes before, while or after a run begins to wait for it ends the wait, once", async () => {
  const random = createRandom();
  const count = amount(90, 2_000);
  const document = buildDocument(
    {
      hook: { type: "core/webhook" },
      a: callStep(lab.effects.url, "first", null),
      paid: { type: "core/wait-event", config: { event: literal("fault/paid"), path: literal("order"), equals: reference("hook", "body", "n"), amount: literal(1), unit: literal("hours") } },
      b: callStep(lab.effects.url, "second", "a"),
    },
    ["hook -> a", "a -> paid", "paid -> b"],
  );
  const flow = await lab.publish("waits for events", document);
  const [context] = lab.contexts;
  if (!context) throw new Error("No workspace");
  const from = 1_000_000;
  const publish = async (n: number): Promise<unknown> => await publishEvents(context, { name: "fault/paid", data: { order: n } });
  const orders: Promise<unknown>[] = [];
  const isWaiting = async (event: string): Promise<boolean> => (await lab.pool.query("select 1 from waits w join runs r on r.workspace_id = w.workspace_id and r.id = w.run_id where r.event_id = $1 and w.status = 'open'", [event])).rowCount === 1;
  for (let n = from; n < from + count; n += 10) {
    const { acked } = await postEvents(lab.hookUrl(flow), { from: n, count: 10, clients: 4 });
    for (const [number, event] of acked) {
      const when = number % 3;
      orders.push(when === 0 ? publish(number) : when === 1 ? delay(random.between(0, 150)).then(() => publish(number)) : until("it to wait", () => isWaiting(event), 60_000).then(() => publish(number)));
    }
  }
  await Promise.all(orders);
  await until("all to have been woken", async () => (await lab.pool.query("select 1 from runs where flow_id = $1 and finished_at is null", [flow.id])).rowCount === 0, amount(60_000, 300_000));
  const second = Map.groupBy(lab.effects.read().filter(({ step }) => step === "second"), ({ n }) => n);
  const ended = await lab.pool.query<{ status: string; port: string; count: number }>(
    "select r.status, s.port, count(*)::int as count from runs r join step_runs s on s.workspace_id = r.workspace_id and s.run_id = r.id and s.node_id = 'n_paid' where r.flow_id = $1 group by 1, 2",
    [flow.id],
  );
  const tookMs = (await lab.pool.query<{ ms: number }>("select extract(epoch from max(finished_at - created_at))::float8 * 1000 as ms from runs where flow_id = $1", [flow.id])).rows[0]?.ms ?? 0;
  report({ test: "R29 events", rounds: count, resumed: second.size, resumedTwice: [...second.values()].filter((same) => same.length > 1).length, ended: ended.rows, slowestMs: Math.round(tookMs), violations: await violations(lab.pool) });
  expect(ended.rows).toEqual([{ status: "succeeded", port: "out", count }]);
  expect(second.size).toBe(count);
  expect([...second.values()].filter((same) => same.length !== 1)).toEqual([]);
  expect(await violations(lab.pool)).toEqual({});
}, 1_800_000);
