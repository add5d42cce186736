import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { NodeSettings } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { buildDocument, literal } from "#tests/support/build-document.ts";
import type { Plant } from "#tests/support/plant-source.ts";
import { amount, isLong, longTest } from "./harness/amount.ts";
import { checkHistory, faultsOf, type History } from "./harness/check-history.ts";
import { createGauge } from "./harness/gauge.ts";
import { callStep, patient } from "./harness/flows.ts";
import { killByTurns } from "./harness/kill-by-turns.ts";
import { type Lab, type LabFlow, openLab } from "./harness/lab.ts";
import { postEvents } from "./harness/post-events.ts";
import { createRandom } from "./harness/random.ts";
import { report } from "./harness/report.ts";
import type { Slot } from "./harness/slot.ts";

let lab: Lab;
afterEach(() => lab.close(), 60_000);

/** Webhook -> one call, with the trigger's limit. */
async function limited(name: string, limit: Record<string, Json>, settings: NodeSettings = patient): Promise<LabFlow> {
  const config = Object.fromEntries(Object.entries(limit).map(([key, value]) => [key, literal(value)]));
  return await lab.publish(name, buildDocument({ hook: { type: "core/webhook", config }, a: callStep(lab.effects.url, "a", null, settings) }, ["hook -> a"]));
}

/** Two workers on one database, each with an identity of its own. */
async function startWorkers(plants: readonly Plant[]): Promise<Slot[]> {
  const workers = ["one", "two"].map((name) => lab.slot({ role: "worker", plants }, name));
  await Promise.all(workers.map((slot) => slot.start()));
  return workers;
}

interface Limit {
  most: number;
  keys: number;
}

const limits: readonly Limit[] = [{ most: 1, keys: 20 }, { most: 3, keys: 6 }, { most: 10, keys: 2 }];
/** Numbers of one flow; its keys are those numbers modulo their count. */
const perFlow = 100_000;

interface Load {
  /** Events a key, for each place that its limit has. */
  perPlace: number;
  /** How long a call takes, for each place: between two calls of one place lie an end, an admission and a claim. */
  placeMs: number;
  kills: number;
  plants?: readonly Plant[];
  only?: readonly Limit[];
}

async function fill({ perPlace, placeMs, kills, plants = [], only = limits }: Load) {
  lab = await openLab();
  const gauge = createGauge(lab.effects, ({ n }) => {
    const limit = only[Math.floor(n / perFlow)];
    return `${limit?.most} ${n % (limit?.keys ?? 1)}`;
  });
  lab.effects.behave = ({ n }) => ({ delayMs: placeMs * (only[Math.floor(n / perFlow)]?.most ?? 1) });
  const flows = await Promise.all(only.map(({ most }) => limited(`at most ${most} a key`, { most, each: "body.key" })));
  await lab.slot({ role: "ingress", plants }, "in", { hasSpare: false }).start();
  const total = only.reduce((sum, { keys, most }) => sum + keys * most * perPlace, 0);
  const acked = await Promise.all(only.map(async ({ keys, most }, index) => {
    const more = (n: number): object => ({ key: n % keys });
    return (await postEvents(lab.hookUrl(flows[index] as LabFlow), { from: index * perFlow, count: keys * most * perPlace, clients: 6, more })).acked;
  }));
  // Everything is there before anything is done, so that there is always work for every place.
  const killed = await killByTurns(lab.effects, await startWorkers(plants), kills, () => lab.effects.count() >= total);
  await lab.drained(amount(60_000, 900_000));
  const histories = await Promise.all(flows.map((flow, index) => checkHistory(lab, flow, acked[index] ?? new Map(), ["a"])));
  const figures = only.map(({ most, keys }) => {
    const each = Array.from({ length: keys }, (_, key) => gauge.read(`${most} ${key}`));
    const shares = each.map((read) => read.shareAt(most));
    return { most, keys, mostSeen: Math.max(...each.map((read) => read.most)), leastSeen: Math.min(...each.map((read) => read.most)), atLimitPercent: Math.round((1_000 * shares.reduce((sum, share) => sum + share, 0)) / keys) / 10 };
  });
  return { histories, figures, killed, total };
}

function counted(histories: readonly History[]) {
  const sum = (name: "acked" | "lost" | "dupRuns" | "dupResults" | "dupEffects"): number => histories.reduce((all, history) => all + history[name], 0);
  return { acked: sum("acked"), lost: sum("lost"), dupRuns: sum("dupRuns"), dupResults: sum("dupResults"), dupEffects: sum("dupEffects"), violations: Object.assign({}, ...histories.map(({ violations }) => violations)) as object };
}

longTest("R16: a limit is never passed, and nearly always reached while there is work", async () => {
  const { figures, histories, total } = await fill({ perPlace: 40, placeMs: 1_200, kills: 0 });
  report({ test: "R16", rounds: total, ...counted(histories), limits: figures });
  expect(histories.flatMap(faultsOf)).toEqual([]);
  expect(figures.filter(({ most, mostSeen }) => mostSeen > most)).toEqual([]);
  expect(figures.filter(({ atLimitPercent }) => atLimitPercent < 95)).toEqual([]);
}, 1_800_000);

test("R16: a limit is not passed while workers are killed, and reached", async () => {
  const { figures, histories, killed, total } = await fill({ perPlace: amount(3, 40), placeMs: amount(60, 300), kills: amount(1, 30), only: amount(1, 0) === 1 ? [{ most: 1, keys: 4 }, { most: 3, keys: 2 }] : limits });
  report({ test: "R16 kills", rounds: total, kills: killed, ...counted(histories), limits: figures });
  expect(histories.flatMap(faultsOf)).toEqual([]);
  expect(figures.filter(({ most, mostSeen }) => mostSeen !== most)).toEqual([]);
  // Every key, where there is time for each to fill its places.
  if (isLong) expect(figures.filter(({ most, leastSeen }) => leastSeen !== most)).toEqual([]);
  expect(killed).toBeGreaterThan(0);
}, 1_800_000);

longTest("R16: a limit that counts what has begun only is noticed", async () => {
  const plant: Plant = {
    file: "lib/server/runs/waiting-keys.ts",
    find: "where workspace_id = $1 and flow_id = $2 and finished_at is null and limit_key is not null group by limit_key",
    replace: "where workspace_id = $1 and flow_id = $2 and finished_at is null and status <> 'queued' and limit_key is not null group by limit_key",
  };
  const { figures } = await fill({ perPlace: 6, placeMs: 60, kills: 0, plants: [plant], only: [{ most: 3, keys: 2 }] });
  const passed = figures.filter(({ most, mostSeen }) => mostSeen > most).length;
  report({ test: "R16", mutantCaught: passed > 0 ? ["counts only what has begun"] : [], mostSeenByMutant: figures[0]?.mostSeen });
  expect(passed).toBeGreaterThan(0);
}, 300_000);

/** As long as a call may last, and a bit less. */
const longestCallMs = 200_000;

interface Ordering {
  keys: number;
  events: number;
  kills: number;
  plants?: readonly Plant[];
}

/** Each key has a sender that posts its events one after another; calls fail at random, and one key's first call lasts until all others are done, or nearly as long as a call may. */
async function inOrder({ keys, events, kills, plants = [] }: Ordering) {
  const random = createRandom();
  lab = await openLab();
  const others = (keys - 1) * events;
  const done = new Set<number>();
  let heldMs = 0;
  let wentOn = 0;
  lab.effects.behave = ({ n }) => {
    if (n > 0 && random.next() < 0.05) return { status: 503, delayMs: random.between(0, 20) };
    if (n >= perFlow) done.add(n);
    return { delayMs: random.between(0, 20) };
  };
  lab.effects.onCall = async ({ n }) => {
    if (n !== 0) return;
    const began = performance.now();
    while (done.size < others && performance.now() - began < longestCallMs) await delay(20);
    heldMs = Math.round(performance.now() - began);
    wentOn = new Set([...done].map((one) => Math.floor(one / perFlow))).size;
  };
  const flow = await limited("in order by key", { inOrder: true, each: "body.key", afterFailure: "block" }, { ...patient, timeoutMs: 300_000 });
  await lab.slot({ role: "ingress", plants }, "in", { hasSpare: false }).start();
  const workers = await startWorkers(plants);
  let isPosted = false;
  const killing = killByTurns(lab.effects, workers, kills, () => isPosted && done.size >= others);
  const posted = await Promise.all(Array.from({ length: keys }, (_, key) => postEvents(lab.hookUrl(flow), { from: key * perFlow, count: events, clients: 1, more: () => ({ key }) })));
  isPosted = true;
  const killed = await killing;
  await lab.drained(amount(60_000, 900_000));
  const acked = new Map(posted.flatMap((one) => [...one.acked]));
  const history = await checkHistory(lab, flow, acked, ["a"]);
  let inversions = 0;
  const calls = Map.groupBy(lab.effects.read(), ({ n }) => Math.floor(n / perFlow));
  for (const made of calls.values()) {
    let newest = -1;
    for (const { n } of made) {
      if (n < newest) inversions += 1;
      newest = Math.max(newest, n);
    }
  }
  return { history, inversions, killed, heldMs, wentOn };
}

test("R17: what comes with one key is done in the order of its arrival, and no key waits for another's", async () => {
  const [keys, events] = [amount(5, 50), amount(8, 200)];
  const { history, inversions, killed, heldMs, wentOn } = await inOrder({ keys, events, kills: amount(1, 20) });
  report({ test: "R17", rounds: keys * events, keys, kills: killed, ...history, inversions, firstCallHeldMs: heldMs, keysThatWentOn: wentOn });
  expect(faultsOf(history)).toEqual([]);
  expect(inversions).toBe(0);
  expect(wentOn).toBe(keys - 1);
}, 1_800_000);

longTest("R17: an order by anything but arrival is noticed", async () => {
  const plant: Plant = { file: "lib/server/runs/admit-runs.ts", find: "and d.key = f.key order by d.seq limit f.places", replace: "and d.key = f.key order by d.seq desc limit f.places" };
  const { inversions } = await inOrder({ keys: 3, events: 12, kills: 0, plants: [plant] });
  report({ test: "R17", mutantCaught: inversions > 0 ? ["newest first"] : [], inversionsByMutant: inversions });
  expect(inversions).toBeGreaterThan(0);
}, 300_000);
