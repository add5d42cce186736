import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { Json } from "#lib/json.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import type { Plant } from "#tests/support/plant-source.ts";
import { until } from "#tests/support/until.ts";
import { amount, isLong, longTest } from "./harness/amount.ts";
import { checkHistory, faultsOf } from "./harness/check-history.ts";
import type { Effect } from "./harness/effect-server.ts";
import { callStep, patient } from "./harness/flows.ts";
import { killByTurns } from "./harness/kill-by-turns.ts";
import { type Lab, type LabFlow, openLab } from "./harness/lab.ts";
import { postEvents } from "./harness/post-events.ts";
import { createRandom, seed } from "./harness/random.ts";
import { report } from "./harness/report.ts";
import { violations } from "./harness/watch-history.ts";

let lab: Lab;
afterEach(() => lab.close(), 60_000);

const literals = (settings: Record<string, Json>) => Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, literal(value)]));

/** Webhook -> one call with the event's number. */
const single = (settings: Record<string, Json>) => buildDocument({ hook: { type: "core/webhook", config: literals(settings) }, a: callStep(lab.effects.url, "a", null) }, ["hook -> a"]);

/** Webhook -> one call with the numbers of the list. */
const listing = (settings: Record<string, Json>) => buildDocument(
  {
    hook: { type: "core/webhook", config: literals(settings) },
    a: {
      type: "http/request",
      config: {
        method: literal("POST"), url: literal(`${lab.effects.url}/a`), send: literal("fields"),
        bodyFields: fields({ n: reference("hook", "items", 0, "body", "n"), prev: { kind: "cel", source: `join(n_hook.items.map(i, string(int(i.body.n))), " ")` } }),
      },
      settings: patient,
    },
  },
  ["hook -> a"],
);

/** The events of one key, as their sender has them: sent one after the other, so in the order of their numbers. */
interface Sent {
  /** Milliseconds at which an event was sent first, and at which it was acknowledged: it was stored in between. */
  first: Map<number, number>;
  acked: Map<number, number>;
  ids: Map<number, string>;
}

const perKey = 100_000;

/** The sender of one key: bursts with a pause after each. */
async function send(flow: LabFlow, key: number, { bursts, each, pauseMs }: { bursts: number; each: number; pauseMs: number }): Promise<Sent> {
  const random = createRandom(seed + key);
  const sent: Sent = { first: new Map(), acked: new Map(), ids: new Map() };
  const pace = async (n: number): Promise<void> => {
    const at = n - key * perKey;
    await delay(at > 0 && at % each === 0 ? pauseMs * random.between(0.5, 1.5) : random.between(0, 20));
    sent.first.set(n, Date.now());
  };
  const { acked } = await postEvents(lab.hookUrl(flow), { from: key * perKey, count: bursts * each, clients: 1, more: () => ({ key }), pace, onAcked: (n) => sent.acked.set(n, Date.now()) });
  for (const [n, event] of acked) sent.ids.set(n, event);
  return sent;
}

interface Loading {
  document: () => ReturnType<typeof single>;
  keys: number;
  bursts: number;
  each: number;
  pauseMs: number;
  kills: number;
  plants?: readonly Plant[];
}

/** Events of several keys come in while two workers and the ingress are killed by turns; resolves when nothing is held and nothing runs. */
async function load({ bursts, document, each, keys, kills, pauseMs, plants = [] }: Loading) {
  const random = createRandom();
  lab = await openLab();
  lab.effects.behave = () => ({ delayMs: random.between(0, 30) });
  const flow = await lab.publish("admitted", document());
  const spare = { hasSpare: isLong };
  const ingress = lab.slot({ role: "ingress", plants }, "in", spare);
  const workers = ["one", "two"].map((name) => lab.slot({ role: "worker", plants }, name, spare));
  await Promise.all([ingress, ...workers].map((slot) => slot.start()));
  let isPosted = false;
  const killing = killByTurns(lab.effects, [ingress, ...workers], kills, () => isPosted);
  const sent = await Promise.all(Array.from({ length: keys }, (_, key) => send(flow, key, { bursts, each, pauseMs })));
  isPosted = true;
  const killed = await killing;
  await until("everything that is held to begin", async () => (await lab.pool.query("select 1 from deliveries where flow_id = $1 and status = 'held' limit 1", [flow.id])).rowCount === 0, amount(60_000, 900_000));
  await lab.drained(amount(60_000, 900_000));
  return { flow, sent, killed };
}

/** Each run's first call, oldest first: what was started, as the world saw it, with how often it was repeated. */
function started(): { firsts: Effect[]; repeated: number } {
  const effects = lab.effects.read();
  const firsts = [...Map.groupBy(effects, ({ key }) => key).values()].flatMap(([first]) => (first ? [first] : []));
  return { firsts, repeated: effects.length - firsts.length };
}

function inversionsOf(numbers: readonly number[]): number {
  return numbers.filter((n, index) => n < Math.max(...numbers.slice(0, index), -1)).length;
}

/** Acknowledged numbers that no run has, or that several have. */
function counted(sent: readonly Sent[], begun: readonly number[]): { acked: number; lost: number; twice: number; foreign: number } {
  const acked = sent.flatMap(({ ids }) => [...ids.keys()]);
  const times = Map.groupBy(begun, (n) => n);
  return { acked: acked.length, lost: acked.filter((n) => !times.has(n)).length, twice: [...times.values()].filter((same) => same.length > 1).length, foreign: [...times.keys()].filter((n) => !acked.includes(n)).length };
}

const rate = 10;

/** As the database's clock has it: the most that began within a second under one key. */
async function mostInASecond(flow: LabFlow): Promise<number> {
  const found = await lab.pool.query<{ most: number }>(
    `select max(n)::int as most from (
       select count(*) over (partition by key order by admitted_at range between interval '999.999 milliseconds' preceding and current row) as n from deliveries where flow_id = $1 and admitted_at is not null
     ) x`,
    [flow.id],
  );
  return found.rows[0]?.most ?? 0;
}

type Form = Pick<Loading, "kills" | "plants" | "keys" | "bursts">;
/** Enough for a planted fault to show. */
const small = { kills: 0, keys: 4, bursts: 3 };

async function pacing(form: Form) {
  const { flow, killed, sent } = await load({ document: () => single({ pace: "limited", rate, per: "second", each: "body.key", inOrder: true }), each: 20, pauseMs: 800, ...form });
  const history = await checkHistory(lab, flow, new Map(sent.flatMap(({ ids }) => [...ids])), ["a"]);
  const { firsts } = started();
  const inversions = [...Map.groupBy(firsts, ({ n }) => Math.floor(n / perKey)).values()].reduce((sum, calls) => sum + inversionsOf(calls.map(({ n }) => n)), 0);
  return { history, killed, inversions, most: await mostInASecond(flow) };
}

test("R16 pace: kills lose no event, start none twice, keep the order of a key and the pace", async () => {
  const { history, inversions, killed, most } = await pacing({ kills: amount(2, 60), keys: amount(3, 12), bursts: amount(2, 40) });
  report({ test: "R16 pace", rounds: history.acked, kills: killed, ...history, inversions, rate, mostInASecond: most });
  expect(faultsOf(history)).toEqual([]);
  expect(inversions).toBe(0);
  expect(most).toBeLessThanOrEqual(rate);
  expect(killed).toBeGreaterThan(0);
}, 1_800_000);

longTest("R16 pace: two who admit at once are noticed", async () => {
  const { history, inversions, most } = await pacing({ ...small, plants: [{ file: "lib/server/runs/admit-runs.ts", find: "select pg_advisory_xact_lock(hashtextextended($1, 20260801))", replace: "select $1::text" }] });
  const caught = history.dupRuns > 0 || most > rate || inversions > 0;
  report({ test: "R16 pace", mutantCaught: caught ? ["no lock"] : [], dupRunsByMutant: history.dupRuns, mostByMutant: most, inversionsByMutant: inversions });
  expect(caught).toBe(true);
}, 300_000);

const quietMs = 1_000;
/** Two clocks are read, each to the millisecond. */
const surelyQuietMs = quietMs - 2;

/** Bursts whose last event did not count: it has no run, or one before it has although the next came before it was quiet. */
function unfairStarts(sent: readonly Sent[], begun: ReadonlyMap<number, Effect>): number {
  let unfair = 0;
  for (const { acked, first } of sent) {
    const numbers = [...first.keys()].toSorted((a, b) => a - b);
    for (const [index, n] of numbers.entries()) {
      const call = begun.get(n);
      const next = numbers[index + 1];
      if (next === undefined) unfair += call === undefined ? 1 : 0;
      // Stored after it was first sent, and the next one before it was acknowledged: so long it was quiet at most.
      else if (call && (acked.get(next) ?? 0) - (first.get(n) ?? 0) < surelyQuietMs) unfair += 1;
      if (call && call.at - (first.get(n) ?? 0) < surelyQuietMs) unfair += 1;
    }
  }
  return unfair;
}

async function bursting(form: Form) {
  const { flow, killed, sent } = await load({ document: () => single({ gather: "last", quietSeconds: quietMs / 1_000, each: "body.key" }), each: 8, pauseMs: 2_000, ...form });
  const { firsts, repeated } = started();
  const begun = new Map(firsts.map((call) => [call.n, call]));
  const acked = sent.reduce((sum, { ids }) => sum + ids.size, 0);
  // What was replaced names the run that stands for it: one of the same key, with a later event.
  const { rows } = await lab.pool.query<{ strange: number; runs: number }>(
    `select (select count(*)::int from deliveries d where d.flow_id = $1 and not (d.status = 'started' and (d.taken is null or (d.taken = 'replaced' and exists (
       select 1 from deliveries l where l.flow_id = $1 and l.run_id = d.run_id and l.key = d.key and l.taken is null and l.seq > d.seq))))) as strange,
     (select count(*)::int from runs where flow_id = $1) as runs`,
    [flow.id],
  );
  return { acked, killed, repeated, starts: firsts.length, twice: firsts.length - begun.size, unfair: unfairStarts(sent, begun), strange: rows[0]?.strange, runs: rows[0]?.runs, violations: await violations(lab.pool) };
}

test("R16 bursts: kills lose no burst, and its last event alone stands for it", async () => {
  const { killed, ...found } = await bursting({ kills: amount(1, 60), keys: amount(4, 12), bursts: amount(2, 50) });
  report({ test: "R16 bursts", rounds: found.acked, kills: killed, lost: found.unfair, dupEffects: found.repeated, ...found });
  expect([found.unfair, found.twice, found.strange, found.violations]).toEqual([0, 0, 0, {}]);
  expect(found.runs).toBe(found.starts);
  expect(found.starts).toBeLessThan(found.acked / 2);
  expect(killed).toBeGreaterThan(0);
}, 1_800_000);

longTest("R16 bursts: the first of a burst in the place of its last is noticed", async () => {
  const { unfair } = await bursting({ ...small, plants: [{ file: "lib/server/runs/admit-paced.ts", find: 'text: waitingOf(last ? "desc" : "asc")', replace: 'text: waitingOf("asc")' }] });
  report({ test: "R16 bursts", mutantCaught: unfair > 0 ? ["the first counts"] : [], unfairByMutant: unfair });
  expect(unfair).toBeGreaterThan(0);
}, 300_000);

const listOf = 5;

async function gathering(form: Form) {
  const { killed, sent } = await load({ document: () => listing({ gather: "list", listOf, listSeconds: 1, each: "body.key", most: 1 }), each: 13, pauseMs: 1_000, ...form });
  const { firsts, repeated } = started();
  const lists = firsts.map(({ prev }) => (prev ?? "").split(" ").map(Number));
  const byKey = [...Map.groupBy(lists, ([n = 0]) => Math.floor(n / perKey)).values()];
  return {
    killed, repeated, lists: lists.length, ...counted(sent, lists.flat()),
    tooLong: lists.filter((list) => list.length > listOf).length,
    inversions: byKey.reduce((sum, own) => sum + inversionsOf(own.flat()), 0),
    mixed: lists.filter((list) => new Set(list.map((n) => Math.floor(n / perKey))).size > 1).length,
    violations: await violations(lab.pool),
  };
}

test("R16 lists: kills lose no event, and each is in exactly one list of its key, in order", async () => {
  const { killed, ...found } = await gathering({ kills: amount(1, 60), keys: amount(4, 12), bursts: amount(2, 50) });
  report({ test: "R16 lists", rounds: found.acked, kills: killed, dupEffects: found.repeated, ...found });
  const { foreign, inversions, lost, mixed, tooLong, twice } = found;
  expect({ foreign, inversions, lost, mixed, tooLong, twice, violations: found.violations }).toEqual({ foreign: 0, inversions: 0, lost: 0, mixed: 0, tooLong: 0, twice: 0, violations: {} });
  expect(found.lists).toBeLessThan(found.acked / 2);
  expect(killed).toBeGreaterThan(0);
}, 1_800_000);

longTest("R16 lists: an event that is left for another list is noticed", async () => {
  const { twice } = await gathering({ ...small, plants: [{ file: "lib/server/runs/admit-paced.ts", find: "(listed.length > 0 ? listed : [lead]).map((row)", replace: "(listed.length > 3 ? listed.slice(0, -1) : listed.length > 0 ? listed : [lead]).map((row)" }] });
  report({ test: "R16 lists", mutantCaught: twice > 0 ? ["one is left behind"] : [], twiceByMutant: twice });
  expect(twice).toBeGreaterThan(0);
}, 300_000);
