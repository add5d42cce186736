import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { canonicalJson, isJsonObject, type Json } from "#lib/json.ts";
import { unpackPayload } from "#lib/server/payloads/pack-payload.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import type { Plant } from "#tests/support/plant-source.ts";
import { amount, longTest } from "./harness/amount.ts";
import { callFlow, callOnce, type Calls, keyOf } from "./harness/call-flow.ts";
import { callStep, patient } from "./harness/flows.ts";
import { type Lab, type LabFlow, openLab } from "./harness/lab.ts";
import { createRandom } from "./harness/random.ts";
import { report } from "./harness/report.ts";
import { violations } from "./harness/watch-history.ts";

let lab: Lab;
afterEach(() => lab.close(), 60_000);

const steps = ["a", "b"] as const;
/** Numbers from here on call the flow that has no effect, which is stored when it is over. */
const withoutEffects = 1_000_000;
/** Two callers of three send a key. */
const isKeyed = (n: number): boolean => n % 3 !== 0;

const hook = { type: "core/webhook", config: { answer: literal("respond"), deadline: literal(4) } };

async function publish(): Promise<{ calling: LabFlow; plain: LabFlow }> {
  const { url } = lab.effects;
  const calling = await lab.publish("two calls", buildDocument(
    {
      hook, a: callStep(url, "a", null, patient), b: callStep(url, "b", "a", patient),
      said: { type: "core/map", config: { fields: fields({ n: reference("hook", "body", "n"), a: reference("a", "body", "nonce"), b: reference("b", "body", "nonce") }) } },
      answer: { type: "core/respond", config: { status: literal(201), body: reference("said") } },
    },
    ["hook -> a", "a -> b", "b -> said", "said -> answer"],
  ));
  const plain = await lab.publish("no effect", buildDocument({ hook, answer: { type: "core/respond", config: { body: reference("hook", "body") } } }, ["hook -> answer"]));
  return { calling, plain };
}

interface Row {
  id: string;
  status: string;
  /** The number that its caller sent. */
  n: number;
  answer: Json;
}

async function readRuns({ id, workspaceId }: LabFlow): Promise<Row[]> {
  const found = await lab.pool.query<{ id: string; status: string; bucket: number; input: string; response: string | null }>("select id, status, bucket, input, response from runs where workspace_id = $1 and flow_id = $2", [workspaceId, id]);
  const kept = await lab.pool.query<{ hash: string; codec: "json" | "gzip"; body: Buffer }>("select distinct on (hash) hash, codec, body from payloads where workspace_id = $1", [workspaceId]);
  const values = new Map(kept.rows.map(({ hash, ...payload }) => [hash, unpackPayload(payload)]));
  return found.rows.map(({ id: run, input, response, status }) => {
    const given = values.get(input);
    const sent = isJsonObject(given) && isJsonObject(given["body"]) ? given["body"] : {};
    const answer = values.get(response ?? "");
    return { id: run, status, n: Number(sent["n"]), answer: isJsonObject(answer) ? (answer["body"] ?? null) : null };
  });
}

interface Found {
  acked: number;
  unknown: number;
  /** Acknowledged, and not stored as it was told: no run that ended well with that answer. */
  lost: number;
  /** Answers that the world never gave to that number, and statuses that no flow of this test gives. */
  foreign: number;
  /** Runs beyond one a key, or beyond one a request without a key. */
  dupRuns: number;
  /** Effects that happened under more than one key for one number and step. */
  dupEffectKeys: number;
  /** Calls repeated under their key: the price of "at least once". */
  dupEffects: number;
  /** Stored keys that did not give the first answer again, once all was over. */
  forgotten: number;
  unended: number;
}

function isForeign(n: number, { body, status }: { body: Json; status: number }, nonces: ReadonlySet<string>): boolean {
  if (!isJsonObject(body) || body["n"] !== n) return true;
  if (n >= withoutEffects) return status !== 200;
  return status !== 201 || steps.some((step) => !nonces.has(`${n} ${step} ${String(body[step])}`));
}

async function judge(calls: readonly Calls[], flows: readonly LabFlow[]): Promise<Found> {
  const runs = (await Promise.all(flows.map(readRuns))).flat();
  const byId = new Map(runs.map((run) => [run.id, run]));
  const answers = calls.flatMap((one) => [...one.answers]);
  const effects = lab.effects.read();
  const nonces = new Set(effects.map(({ n, nonce, step }) => `${n} ${step} ${nonce}`));
  const bySteps = [...Map.groupBy(effects, ({ n, step }) => `${n} ${step}`).values()];
  return {
    acked: answers.length,
    unknown: calls.reduce((sum, one) => sum + one.unknown.size, 0),
    lost: answers.filter(([n, { body, run }]) => {
      const stored = byId.get(run ?? "");
      return stored?.status !== "succeeded" || stored.n !== n || canonicalJson(stored.answer) !== canonicalJson(body);
    }).length,
    foreign: answers.filter(([n, answer]) => isForeign(n, answer, nonces)).length,
    dupRuns: [...Map.groupBy(runs, ({ n }) => n).values()].reduce((sum, same) => sum + same.length - 1, 0),
    dupEffectKeys: bySteps.filter((same) => new Set(same.map(({ key }) => key)).size > 1).length,
    dupEffects: bySteps.reduce((sum, same) => sum + same.length - 1, 0),
    forgotten: 0,
    unended: runs.filter(({ status }) => status !== "succeeded").length,
  };
}

interface Killing {
  rounds: number;
  calls: number;
  plants?: readonly Plant[];
  /** Fails rather than waits for runs that nobody takes up. */
  patienceMs?: number;
}

/** Callers call all the while the web process that answers them is killed; a worker lives, and has to end what the web process held. */
async function killAnswering({ calls: wanted, patienceMs = amount(60_000, 600_000), plants = [], rounds }: Killing) {
  const random = createRandom();
  lab = await openLab();
  lab.effects.behave = () => ({ delayMs: random.between(0, 30) });
  const { calling, plain } = await publish();
  const web = lab.slot({ role: "web", plants }, "web");
  await Promise.all([web.start(), lab.slot({ role: "worker" }, "worker", { hasSpare: false }).start()]);
  const perRound = Math.ceil(wanted / 2 / rounds);
  let round = 0;
  let done = 0;
  const pace = (first: number) => async (n: number): Promise<void> => {
    while (n - first > (round + 1) * perRound) await delay(5);
    done += 1;
  };
  const calls = Promise.all([
    callFlow(lab.hookUrl(calling), { from: 1, count: wanted / 2, clients: 10, isKeyed, pace: pace(1) }),
    callFlow(lab.hookUrl(plain), { from: withoutEffects, count: wanted / 2, clients: 6, isKeyed, pace: pace(withoutEffects) }),
  ]);
  for (; round < rounds; round += 1) {
    const before = done;
    for (const deadline = Date.now() + 5_000; done === before && Date.now() < deadline; ) await delay(2);
    await delay(random.between(10, 150));
    await web.kill();
    await web.start();
  }
  const answered = await calls;
  await lab.drained(patienceMs);
  const found = await judge(answered, [calling, plain]);
  // Whoever comes again with a key gets what was told the first time, and nothing happens again.
  const before = lab.effects.count();
  for (const [index, { answers }] of answered.entries()) {
    for (const [n, first] of answers) {
      if (!isKeyed(n)) continue;
      const again = await callOnce(lab.hookUrl(index === 0 ? calling : plain), n, keyOf(n));
      if (!again.isRepeated || again.status !== first.status || again.run !== first.run || canonicalJson(again.body) !== canonicalJson(first.body)) found.forgotten += 1;
    }
  }
  const refusals = Object.assign({}, ...answered.map((one) => one.refusals)) as Record<string, number>;
  return { found, again: lab.effects.count() - before, refusals, late: answered[0].late + answered[1].late, violations: await violations(lab.pool) };
}

/** What must not be, in words. */
function faultsIn({ lost, foreign, dupRuns, dupEffectKeys, forgotten, unended }: Found): string[] {
  return Object.entries({ lost, foreign, dupRuns, dupEffectKeys, forgotten, unended }).flatMap(([name, count]) => (count === 0 ? [] : [`${name}: ${count}`]));
}

test("R1 callers: kill -9 of the process that answers loses no answer, does nothing twice under a key, and leaves no run behind", async () => {
  const rounds = amount(3, 100);
  const { found, ...rest } = await killAnswering({ rounds, calls: amount(200, 12_000) });
  report({ test: "R1 callers", rounds, ...found, ...rest });
  expect(faultsIn(found)).toEqual([]);
  expect(rest.again).toBe(0);
  expect(rest.violations).toEqual({});
  expect(found.acked + found.unknown).toBe(amount(200, 12_000));
}, 3_600_000);

const early: Plant = {
  file: "lib/server/engine/run-recorder.ts",
  find: "const written = await this.#insist(",
  replace: "this.#onStored?.({ state, answer });\n    await new Promise((resolve) => void setTimeout(resolve, 100));\n    const written = await this.#insist(",
};

longTest("R1 callers: an answer before it is stored is noticed", async () => {
  const { found } = await killAnswering({ rounds: 5, calls: 600, plants: [early] });
  report({ test: "R1 callers", mutantCaught: found.lost > 0 ? ["answers before it commits"] : [], lostByMutant: found.lost });
  expect(found.lost).toBeGreaterThan(0);
}, 300_000);

const forgetful: Plant = { file: "lib/server/answers/answer-key.ts", find: "values: [...valuesOf(key), eventId] })).rowCount === 1;", replace: "values: [...valuesOf(key), eventId] })).rowCount !== null;" };

longTest("R1 callers: a key that does not hold is noticed", async () => {
  const { found } = await killAnswering({ rounds: 3, calls: 240, plants: [forgetful] });
  const caught = found.dupEffectKeys > 0 && found.dupRuns > 0;
  report({ test: "R1 callers", mutantCaught: caught ? ["a key that does not hold"] : [], dupEffectKeysByMutant: found.dupEffectKeys });
  expect(caught).toBe(true);
}, 300_000);
