import { afterAll, beforeAll, expect, test } from "vitest";
import type { NodeSettings } from "#lib/flow/document.schema.ts";
import { percentile } from "#tests/bench/percentile.ts";
import { amount } from "./harness/amount.ts";
import type { Behaviour, Effect } from "./harness/effect-server.ts";
import { chain } from "./harness/flows.ts";
import { type Lab, type LabFlow, openLab } from "./harness/lab.ts";
import { postEvents } from "./harness/post-events.ts";
import { report } from "./harness/report.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
  await Promise.all([lab.slot({ role: "worker" }).start(), lab.slot({ role: "ingress" }).start()]);
}, 60_000);
afterAll(() => lab.close(), 60_000);

const baseMs = 200;
const capMs = 500;
const settings: NodeSettings = { retry: { attempts: 5, backoff: "exponential", delayMs: baseMs, maxDelayMs: capMs } };

interface Group {
  name: string;
  settings: NodeSettings;
  /** How the outside behaves at each time, and how often it has to be called. */
  behave: (n: number, time: number) => Behaviour;
  calls: (n: number) => number;
  ends: "succeeded" | "failed";
  /** Milliseconds that the other side asks to wait. */
  asked?: number;
}

const groups: readonly Group[] = [
  { name: "fails up to four times", settings, behave: (n, time) => ({ status: time <= n % 5 ? 503 : 200 }), calls: (n) => (n % 5) + 1, ends: "succeeded" },
  { name: "fails for ever", settings, behave: () => ({ status: 500 }), calls: () => 5, ends: "failed" },
  { name: "asks for a second", settings, behave: (_, time) => (time === 1 ? { status: 429, headers: { "retry-after": "1" } } : {}), calls: () => 2, ends: "succeeded", asked: 1_000 },
  { name: "asks for six seconds, which is no wait inside a step", settings, behave: (_, time) => (time === 1 ? { status: 503, headers: { "retry-after": "6" } } : {}), calls: () => 2, ends: "succeeded", asked: 6_000 },
  { name: "does not answer in time", settings: { ...settings, timeoutMs: 2_000 }, behave: (_, time) => ({ delayMs: time === 1 ? 4_000 : 0 }), calls: () => 2, ends: "succeeded" },
  { name: "refuses", settings, behave: () => ({ status: 400 }), calls: () => 1, ends: "failed" },
];

interface Tried {
  n: number;
  number: number;
  finished: number;
  next: number | null;
}

async function readTries(flow: LabFlow): Promise<Tried[]> {
  const { rows } = await lab.pool.query<Tried>(
    `select (convert_from(p.body, 'utf8')::jsonb->'body'->>'n')::int as n, a.number, extract(epoch from a.finished_at)::float8 * 1000 as finished, extract(epoch from a.next_at)::float8 * 1000 as next
     from attempts a join runs r on r.workspace_id = a.workspace_id and r.id = a.run_id join payloads p on p.bucket = r.bucket and p.workspace_id = r.workspace_id and p.hash = r.input
     where r.flow_id = $1 order by n, a.number`,
    [flow.id],
  );
  return rows;
}

/** How far the counts of ten equal parts are from equal: above 33 once in 10,000 times, with 9 degrees of freedom. */
function chiSquare(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
}

test("R13: attempts are counted exactly, and none is made before it is due", async () => {
  const each = amount(40, 340);
  const behaviours = new Map<number, Group["behave"]>();
  lab.effects.behave = (call: Effect, time) => behaviours.get(Math.floor(call.n / 10_000))?.(call.n, time) ?? {};
  const posted = await Promise.all(groups.map(async (group, index) => {
    behaviours.set(index + 1, group.behave);
    const flow = await lab.publish(group.name, chain(lab.effects.url, 1, group.settings));
    await postEvents(lab.hookUrl(flow), { from: (index + 1) * 10_000, count: each, clients: 2 });
    return { group, flow, from: (index + 1) * 10_000 };
  }));
  await lab.drained(amount(60_000, 300_000));
  const calls = Map.groupBy(lab.effects.read(), (call) => call.n);
  const wrong: string[] = [];
  const late: number[] = [];
  const shares: number[] = [];
  for (const { group, flow, from } of posted) {
    const tries = Map.groupBy(await readTries(flow), ({ n }) => n);
    const { rows } = await lab.pool.query<{ status: string }>("select status from runs where flow_id = $1", [flow.id]);
    if (rows.length !== each || rows.some(({ status }) => status !== group.ends)) wrong.push(`${group.name}: runs ended ${JSON.stringify(rows.slice(0, 3))}`);
    for (let n = from; n < from + each; n += 1) {
      const seen = calls.get(n) ?? [];
      const own = tries.get(n) ?? [];
      if (seen.length !== group.calls(n) || own.length !== seen.length) wrong.push(`${group.name}, ${n}: ${seen.length} calls and ${own.length} attempts, ${group.calls(n)} expected`);
      for (const [index, { finished, next }] of own.entries()) {
        if (next === null) continue;
        const waited = next - finished;
        const base = baseMs * 2 ** index;
        const [least, most] = [Math.max(Math.min(base * 0.5, capMs), group.asked ?? 0), Math.max(Math.min(base * 1.5, capMs), group.asked ?? 0)];
        if (waited < least - 1 || waited > most + 1) wrong.push(`${group.name}, ${n}: waits ${waited} ms after failure ${index + 1}, ${least} to ${most} expected`);
        const arrived = seen[index + 1]?.at ?? Number.NaN;
        // Timers and clocks count whole milliseconds.
        if (!(arrived >= next - 2)) wrong.push(`${group.name}, ${n}: arrives ${next - arrived} ms early`);
        late.push(arrived - next);
        if (index === 0 && group.asked === undefined) shares.push((waited - base * 0.5) / base);
      }
    }
  }
  const buckets = Array.from({ length: 10 }, (_, bucket) => shares.filter((share) => Math.min(9, Math.max(0, Math.floor(share * 10))) === bucket).length);
  const chi = chiSquare(buckets);
  report({ test: "R13", acked: each * groups.length, wrong: wrong.length, delays: late.length, lateMs: { p50: Math.round(percentile(late, 50)), p95: Math.round(percentile(late, 95)) }, jitter: buckets, chiSquare: Number(chi.toFixed(1)) });
  expect(wrong.slice(0, 10)).toEqual([]);
  expect(chi).toBeLessThan(33);
  expect(Math.max(...buckets)).toBeLessThan((3 * shares.length) / 10);
}, 900_000);
