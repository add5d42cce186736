import { afterEach, expect, test } from "vitest";
import { percentile } from "#tests/bench/percentile.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { setTimeout as delay } from "node:timers/promises";
import { amount, isLong } from "./harness/amount.ts";
import { callStep } from "./harness/flows.ts";
import { type Lab, openLab } from "./harness/lab.ts";
import { postEvents } from "./harness/post-events.ts";
import { report } from "./harness/report.ts";
import { violations } from "./harness/watch-history.ts";

let lab: Lab;
afterEach(() => lab.close(), 60_000);

const deadly = "deadly-poison";

/** The process ends itself while a step with this text in its settings is under way, as a fault in native code would. */
const dies = { statement: "record-run", when: "after", nth: 1, holding: deadly } as const;

function tasting(url: string) {
  const call = callStep(url, "a", null);
  return buildDocument(
    { hook: { type: "core/webhook" }, a: { ...call, config: { ...call.config, bodyFields: fields({ n: reference("hook", "body", "n"), taste: reference("hook", "body", "taste") }) } } },
    ["hook -> a"],
  );
}

test("R12: a step that ends its process is set aside after five deaths, and everybody else's runs go on", async () => {
  lab = await openLab({ workspaces: 4 });
  const poisons = amount(1, 20);
  const good = amount(80, 2_000);
  const flows = await Promise.all(lab.contexts.map((context, index) => lab.publish(`tenant ${index}`, tasting(lab.effects.url), context)));
  // As two hosts have them: a worker each, and one process for what workers die of.
  const workers = ["one", "two"].map((name) => lab.slot({ role: "worker", suspects: "apart" }, name));
  const apart = lab.slot({ role: "worker", suspects: "only" }, "apart");
  const ingress = lab.slot({ role: "ingress" });
  await Promise.all([...[...workers, apart].map((slot) => slot.start(dies)), ingress.start()]);
  const stops = [...workers, apart].map((slot) => slot.keepAlive(dies));
  const starts = (): number => workers.reduce((sum, slot) => sum + slot.starts(), 0);
  const every = Math.floor(good / poisons);
  const paceMs = amount(60, 480);
  const pace = (): Promise<void> => delay(paceMs);
  const post = (from: number, taste: (n: number) => string, count: number) =>
    Promise.all(flows.map((flow, index) => postEvents(lab.hookUrl(flow), { from: from + index * 1_000_000, count: count / flows.length, clients: 2, more: (n) => ({ taste: taste(n) }), pace })));
  await post(1, () => "sweet", 80);
  await lab.drained();
  const startsBefore = [starts(), apart.starts()] as const;
  // Each poison comes through the first tenant, with good events before and after it.
  await Promise.all([
    post(100_000, () => "sweet", good),
    postEvents(lab.hookUrl(flows[0] ?? { id: "", workspaceId: "", hookPath: "" }), { from: 50_000, count: poisons, clients: 1, more: () => ({ taste: deadly }), pace: () => delay((every * paceMs) / flows.length / 2) }),
  ]);
  await lab.drained(amount(60_000, 900_000));
  for (const stop of stops) stop();
  const { rows } = await lab.pool.query<{ n: number; status: string; class: string | null; ms: number; crashed: number }>(
    `select (convert_from(p.body, 'utf8')::jsonb->'body'->>'n')::int as n, r.status, r.error->>'class' as class, extract(epoch from r.finished_at - r.created_at)::float8 * 1000 as ms,
       (select count(*)::int from attempts a where a.workspace_id = r.workspace_id and a.run_id = r.id and a.status = 'abandoned') as crashed
     from runs r join payloads p on p.bucket = r.bucket and p.workspace_id = r.workspace_id and p.hash = r.input`,
  );
  const isPoison = (n: number): boolean => n >= 50_000 && n < 100_000;
  const sweet = rows.filter(({ n }) => !isPoison(n));
  const p95 = (some: typeof rows): number => Math.round(percentile(some.map(({ ms }) => ms), 95));
  const baseline = sweet.filter(({ n }) => n % 1_000_000 < 50_000);
  const beside = sweet.filter(({ n }) => n % 1_000_000 >= 100_000);
  const poisoned = rows.filter(({ n }) => isPoison(n));
  const [restarts, restartsApart] = [starts() - startsBefore[0], apart.starts() - startsBefore[1]];
  const p95ByDeaths = Object.fromEntries([0, 1, 2, 3, 4].map((deaths) => [deaths, beside.filter(({ crashed }) => crashed === deaths)] as const).filter(([, some]) => some.length > 0).map(([deaths, some]) => [deaths, { runs: some.length, ms: p95(some) }]));
  report({
    test: "R12", poisons, good: sweet.length, goodEnded: sweet.filter(({ status }) => status === "succeeded").length, quarantined: poisoned.filter((run) => run.class === "quarantined").length,
    restarts, restartsApart, p95BaselineMs: p95(baseline), p95BesideMs: p95(beside), p95ByDeaths, violations: await violations(lab.pool), unheld: lab.leases.unheld.size,
  });
  expect(sweet.filter(({ status }) => status !== "succeeded")).toEqual([]);
  expect(sweet).toHaveLength(80 + good);
  expect(poisoned.map(({ status, class: why }) => [status, why])).toEqual(poisoned.map(() => ["failed", "quarantined"]));
  // One that was with a process that died of another poison has its own deaths and that one.
  expect(poisoned.filter(({ crashed }) => crashed < 3 || crashed > 5)).toEqual([]);
  expect(poisoned).toHaveLength(poisons);
  // Twice beside others, then apart.
  expect(restarts).toBeLessThanOrEqual(2 * poisons);
  expect(restarts + restartsApart).toBeLessThanOrEqual(5 * poisons);
  if (isLong) expect(p95(beside)).toBeLessThan(3 * p95(baseline));
  expect(await violations(lab.pool)).toEqual({});
}, 1_800_000);

/** What people write, and what becomes of it: their own run fails with a reason, or ends with nothing. */
const codes: Record<string, { source: string; ends: string }> = {
  "a loop without an end": { source: "for (;;) {}", ends: "failed SANDBOX_TIMEOUT" },
  "more memory than there is": { source: "const all = []; for (;;) all.push(new Array(100000).fill(1));", ends: "failed SANDBOX_MEMORY" },
  "100 MB of text": { source: "return 'x'.repeat(100000000);", ends: "failed SANDBOX_MEMORY" },
  "a value that contains itself": { source: "const a = {}; a.a = a; return a;", ends: "failed SANDBOX_OUTPUT" },
  "a number that JSON has not": { source: "return 1n;", ends: "failed SANDBOX_OUTPUT" },
  "what is no error, thrown": { source: "throw 7;", ends: "failed SANDBOX_ERROR" },
  "a call of itself without an end": { source: "const f = () => f() + 1; return f();", ends: "failed SANDBOX_STACK" },
  "nothing at all": { source: "return undefined;", ends: "succeeded" },
};

test("R12: whatever a code step does, it ends its own run only, and no process of ours", async () => {
  lab = await openLab({ workspaces: 4 });
  const times = amount(1, 5);
  const [worker, ingress] = [lab.slot({ role: "worker" }), lab.slot({ role: "ingress" })];
  await Promise.all([worker.start(), ingress.start()]);
  const good = await Promise.all(lab.contexts.map((context, index) => lab.publish(`good ${index}`, tasting(lab.effects.url), context)));
  const bad = await Promise.all(Object.entries(codes).map(async ([name, { source, ends }]) => {
    const flow = await lab.publish(name, buildDocument(
      { hook: { type: "core/webhook" }, run: { type: "core/code", config: { source: literal(source) }, settings: { timeoutMs: ends.endsWith("TIMEOUT") ? 1_000 : 60_000 } } },
      ["hook -> run"],
    ));
    return { name, flow };
  }));
  const count = amount(20, 200);
  await Promise.all([
    ...good.map((flow, index) => postEvents(lab.hookUrl(flow), { from: 1 + index * 1_000_000, count, clients: 1, more: () => ({ taste: "sweet" }), pace: () => delay(20) })),
    ...bad.map(({ flow }) => postEvents(lab.hookUrl(flow), { count: times, clients: 1 })),
  ]);
  await lab.drained(amount(60_000, 600_000));
  const { rows } = await lab.pool.query<{ flow: string; status: string; code: string | null }>("select flow_id as flow, status, error->>'code' as code from runs");
  const ends = Object.fromEntries(bad.map(({ name, flow }) => [name, [...new Set(rows.filter((row) => row.flow === flow.id).map(({ status, code }) => (code === null ? status : `${status} ${code}`)))]]));
  const goodRuns = rows.filter(({ flow }) => good.some(({ id }) => id === flow));
  report({ test: "R12 code", good: goodRuns.length, goodEnded: goodRuns.filter(({ status }) => status === "succeeded").length, ends, starts: worker.starts() });
  expect(goodRuns.filter(({ status }) => status !== "succeeded")).toEqual([]);
  expect(goodRuns).toHaveLength(4 * count);
  expect(ends).toEqual(Object.fromEntries(Object.entries(codes).map(([name, code]) => [name, [code.ends]])));
  expect(rows).toHaveLength(4 * count + bad.length * times);
  expect([worker.starts(), worker.isRunning()]).toEqual([1, true]);
}, 1_800_000);
