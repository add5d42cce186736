import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildDocument, literal } from "#tests/support/build-document.ts";
import type { Plant } from "#tests/support/plant-source.ts";
import { until } from "#tests/support/until.ts";
import { amount } from "./harness/amount.ts";
import { checkHistory, faultsOf } from "./harness/check-history.ts";
import { chain } from "./harness/flows.ts";
import { type Lab, openLab } from "./harness/lab.ts";
import { postEvents } from "./harness/post-events.ts";
import { createRandom } from "./harness/random.ts";
import { report } from "./harness/report.ts";
import type { Slot } from "./harness/slot.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
}, 60_000);
afterAll(() => lab.close(), 60_000);

test("R20: SIGTERM under load ends both processes with 0 in time; no step that had ended is repeated, nothing acknowledged is lost", async () => {
  const rounds = amount(3, 50);
  const random = createRandom();
  lab.effects.behave = () => ({ delayMs: random.between(20, 400) });
  const flow = await lab.publish("stopped and started", chain(lab.effects.url));
  const slots: { worker: Slot; ingress: Slot } = { worker: lab.slot({ role: "worker" }), ingress: lab.slot({ role: "ingress" }) };
  await Promise.all([slots.worker.start(), slots.ingress.start()]);
  const events = rounds * 30;
  let round = 0;
  const posting = postEvents(lab.hookUrl(flow), { count: events, clients: 12, pace: async (n) => { while (n > (round + 2) * 30) await delay(10); } });
  const codes: (number | NodeJS.Signals)[] = [];
  const took: number[] = [];
  for (; round < rounds; round += 1) {
    const before = lab.effects.count();
    while (lab.effects.count() < before + 5 && round * 30 < events) await delay(5);
    await delay(random.between(30, 300));
    const slot = round % 3 === 2 ? slots.ingress : slots.worker;
    const began = performance.now();
    await slot.kill("SIGTERM");
    took.push(performance.now() - began);
    codes.push(await slot.ended());
    await slot.start();
  }
  const { acked, retries } = await posting;
  await lab.drained(amount(60_000, 300_000));
  for (const slot of [slots.worker, slots.ingress]) await slot.kill();
  const history = await checkHistory(lab, flow, acked, ["a", "b", "c"]);
  report({ test: "R20", rounds, ...history, retries, tookMs: took.map((ms) => Math.round(ms)).toSorted((a, b) => a - b), exitCodes: [...new Set(codes)] });
  expect(faultsOf(history)).toEqual([]);
  expect(codes).toEqual(codes.map(() => 0));
  expect(Math.max(...took)).toBeLessThan(25_000);
  expect(history.dupEffects).toBe(0);
}, 1_800_000);

test("R20: what outlasts the stop is handed back and done again; it does not fail for being stopped", async () => {
  const impatient: Plant = { file: "lib/launch/run-child.ts", find: "const drainMs = 20_000;", replace: "const drainMs = 300;" };
  const worker = lab.slot({ role: "worker", plants: [impatient] }, "impatient");
  const ingress = lab.slot({ role: "ingress" });
  await Promise.all([worker.start(), ingress.start()]);
  lab.effects.behave = (_, time) => ({ delayMs: time === 1 ? 3_000 : 0 });
  const code = { type: "core/code", config: { source: literal("let sum = 0; for (let i = 0; i < 12000000; i += 1) sum += i; return sum;") }, settings: { timeoutMs: 60_000 } };
  const flows = [await lab.publish("slow call", chain(lab.effects.url, 1)), await lab.publish("slow code", buildDocument({ hook: { type: "core/webhook" }, run: code }, ["hook -> run"]))];
  const from = 1_000_000;
  for (const flow of flows) await postEvents(lab.hookUrl(flow), { from, count: 1 });
  const ids = flows.map(({ id }) => id);
  await until("both steps to be under way", async () => (await lab.pool.query("select 1 from attempts a join runs r on r.workspace_id = a.workspace_id and r.id = a.run_id where r.flow_id = any($1) and a.status = 'running'", [ids])).rowCount === 2);
  await worker.kill("SIGTERM");
  expect(await worker.ended()).toBe(0);
  const stopped = await lab.pool.query<{ status: string }>("select status from runs where flow_id = any($1)", [ids]);
  expect(stopped.rows.map(({ status }) => status)).toEqual(["queued", "queued"]);
  await worker.start();
  await lab.drained(60_000);
  const { rows } = await lab.pool.query<{ status: string; attempts: string[] }>(
    "select r.status, (select array_agg(a.status order by a.number) from attempts a where a.workspace_id = r.workspace_id and a.run_id = r.id) as attempts from runs r where r.flow_id = any($1)", [ids],
  );
  expect(rows).toEqual([1, 2].map(() => ({ status: "succeeded", attempts: ["abandoned", "succeeded"] })));
  report({ test: "R20", handedBack: rows.length });
}, 120_000);
