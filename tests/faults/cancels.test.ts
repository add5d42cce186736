import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "#tests/support/until.ts";
import { amount } from "./harness/amount.ts";
import { chain } from "./harness/flows.ts";
import { type Lab, openLab } from "./harness/lab.ts";
import { postEvents } from "./harness/post-events.ts";
import { createRandom } from "./harness/random.ts";
import { report } from "./harness/report.ts";
import { violations } from "./harness/watch-history.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
}, 60_000);
afterAll(() => lab.close(), 60_000);

interface Cancelled {
  run: string;
  n: number;
  /** Whether the answer was that it is cancelled now, or that it had ended. */
  isCancelled: boolean;
}

test("R30: of cancel and finish one wins, whatever else happens, and no step begins once the cancel is answered", async () => {
  const count = amount(60, 2_000);
  const kills = amount(1, 20);
  const random = createRandom();
  // A quarter of the steps fail once, so that cancels meet waits for retries too.
  lab.effects.behave = (call, time) => ({ status: time === 1 && call.n % 4 === 0 ? 503 : 200, delayMs: random.between(0, 60) });
  const flow = await lab.publish("cancelled", chain(lab.effects.url));
  const [worker, ingress] = [lab.slot({ role: "worker" }), lab.slot({ role: "ingress" })];
  await Promise.all([worker.start(), ingress.start()]);
  const origin = new URL(lab.hookUrl(flow)).origin;
  const answers: Cancelled[] = [];
  // Cancels fall anywhere from the start of a run to well over the time that one takes here and now.
  await postEvents(lab.hookUrl(flow), { from: count + 1, count: 20 });
  await lab.drained();
  const length = (await lab.pool.query<{ ms: number }>("select percentile_cont(0.5) within group (order by extract(epoch from finished_at - created_at) * 1000)::float8 as ms from runs")).rows[0]?.ms ?? 0;
  const cancel = async (n: number, event: string): Promise<Cancelled> => {
    await delay(random.between(0, 2.5 * length));
    const run = await until("the run", async () => (await lab.pool.query<{ id: string }>("select id from runs where event_id = $1", [event])).rows[0]?.id);
    const answer = await fetch(`${origin}/cancel/${flow.workspaceId}/${run}`);
    return { run, n, isCancelled: (await answer.text()) === "1" };
  };
  let posted = 0;
  const killing = (async () => {
    for (let kill = 1; kill <= kills; kill += 1) {
      await until("work", () => posted >= (kill * count) / (kills + 1), 600_000);
      await worker.kill();
      await worker.start();
    }
  })();
  const perBatch = 10;
  for (let n = 1; n <= count; n += perBatch) {
    const { acked } = await postEvents(lab.hookUrl(flow), { from: n, count: perBatch, clients: perBatch });
    answers.push(...(await Promise.all([...acked].map(([number, event]) => cancel(number, event)))));
    posted += perBatch;
  }
  await killing;
  await lab.drained(amount(60_000, 300_000));
  const { rows } = await lab.pool.query<{ id: string; status: string; open: number }>(
    `select r.id, r.status, (select count(*)::int from step_runs s where s.workspace_id = r.workspace_id and s.run_id = r.id and s.status in ('running', 'waiting'))
       + (select count(*)::int from attempts a where a.workspace_id = r.workspace_id and a.run_id = r.id and a.status = 'running')
       + (select count(*)::int from effects e where e.workspace_id = r.workspace_id and e.run_id = r.id and e.status = 'sent') as open from runs r`,
  );
  const statusOf = new Map(rows.map(({ id, status }) => [id, status]));
  const illegal = answers.filter(({ run, isCancelled }) => statusOf.get(run) !== (isCancelled ? "cancelled" : "succeeded"));
  // A start is committed before its call leaves, and none is committed after a cancel: so no call may lack its start.
  const started = await lab.pool.query<{ n: number; step: string; count: number }>(
    `select (convert_from(p.body, 'utf8')::jsonb->'body'->>'n')::int as n, substr(a.node_id, 3, 1) as step, count(*)::int as count
     from attempts a join runs r on r.workspace_id = a.workspace_id and r.id = a.run_id join payloads p on p.bucket = r.bucket and p.workspace_id = r.workspace_id and p.hash = r.input group by 1, 2`,
  );
  const starts = new Map(started.rows.map((row) => [`${row.n} ${row.step}`, row.count]));
  const calls = Map.groupBy(lab.effects.read(), ({ n, step }) => `${n} ${step}`);
  const unstarted = [...calls].filter(([name, made]) => made.length > (starts.get(name) ?? 0)).map(([name]) => name);
  const cancelled = answers.filter(({ isCancelled }) => isCancelled).length;
  const broken = await violations(lab.pool);
  report({
    test: "R30", rounds: count, kills, cancelled, finished: count - cancelled, illegal: illegal.length, begunAfterCancel: unstarted.length, leftOpen: rows.filter(({ open }) => open > 0).length,
    unheld: lab.leases.unheld.size, violations: broken,
  });
  expect(illegal).toEqual([]);
  expect(unstarted).toEqual([]);
  expect(rows.filter(({ open }) => open > 0)).toEqual([]);
  expect(broken).toEqual({});
  expect(rows).toHaveLength(count + 20);
  // Both ends have to have been met, or nothing was raced.
  expect(cancelled).toBeGreaterThan(count / 20);
  expect(count - cancelled).toBeGreaterThan(count / 20);
}, 1_800_000);
