import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { Plant } from "#tests/support/plant-source.ts";
import { until } from "#tests/support/until.ts";
import { amount } from "./harness/amount.ts";
import { checkHistory, faultsOf, type History } from "./harness/check-history.ts";
import { chain, chainWithWait } from "./harness/flows.ts";
import { type Lab, openLab } from "./harness/lab.ts";
import { mutants } from "./harness/mutants.ts";
import { postEvents } from "./harness/post-events.ts";
import { createRandom } from "./harness/random.ts";
import { report } from "./harness/report.ts";
import type { Slot } from "./harness/slot.ts";

let lab: Lab;
afterEach(() => lab.close(), 60_000);

/** So that a test need not wait for the half minute that a lease has otherwise. */
function lease(milliseconds: number): Plant {
  return { file: "inngest/worker.ts", find: "    concurrency,\n", replace: `    concurrency,\n    leaseMs: ${milliseconds},\n` };
}

interface Frozen {
  history: History;
  /** Rounds in which it held something. */
  frozen: number;
  /** Outcomes that came too late, and were refused. */
  refused: number;
}

/** Two workers; by turns one is frozen until the other has taken its runs over, and thawed while the other is at them. */
async function freeze(rounds: number, plants: readonly Plant[]): Promise<Frozen> {
  const random = createRandom();
  lab = await openLab({ leaseMs: 1_500 });
  lab.effects.behave = () => ({ delayMs: random.between(300, 700) });
  const flow = await lab.publish("zombies", chain(lab.effects.url, 2));
  await lab.slot({ role: "ingress" }).start();
  const workers: { slot: Slot; id: string }[] = [];
  for (const name of ["one", "two"]) {
    const slot = lab.slot({ role: "worker", plants: [lease(1_500), ...plants] }, name);
    await slot.start();
    const newest = async (): Promise<string | false> => {
      const { rows } = await lab.pool.query<{ id: string }>("select id from engine.workers order by started_at desc");
      return rows.length === workers.length + 1 && (rows[0]?.id ?? false);
    };
    workers.push({ slot, id: await until("the worker to be known", newest) });
  }
  let round = 0;
  const posting = postEvents(lab.hookUrl(flow), {
    count: rounds * 12, clients: 12,
    pace: async (n) => { while (n > (round + 1) * 12) await delay(20); },
  });
  for (; round < rounds; round += 1) {
    const zombie = workers[round % 2];
    if (!zombie) break;
    const held = async (): Promise<number> => (await lab.pool.query("select 1 from engine.jobs where leased_by = $1", [zombie.id])).rowCount ?? 0;
    const hasEnded = until("it to hold something", async () => (await held()) > 0, 10_000).then(() => false, () => true);
    if (await hasEnded) break;
    zombie.slot.signal("SIGSTOP");
    await until("its leases to be taken", async () => (await held()) === 0, 60_000);
    await delay(random.between(50, 250));
    zombie.slot.signal("SIGCONT");
    await delay(random.between(400, 800));
  }
  const frozen = round;
  round = rounds;
  const { acked } = await posting;
  await lab.drained(120_000);
  const history = await checkHistory(lab, flow, acked, ["a", "b"]);
  return { history, frozen, refused: workers.reduce((sum, { slot }) => sum + slot.logged("engine.outcome.stale"), 0) };
}

test("R6: a worker that was frozen past its lease writes nothing when it wakes", async () => {
  const { history, ...counts } = await freeze(amount(2, 50), []);
  report({ test: "R6", rounds: counts.frozen, ...history, ...counts });
  expect(faultsOf(history)).toEqual([]);
  expect(counts.refused).toBeGreaterThanOrEqual(counts.frozen);
}, 900_000);

test("R6: what a worker was frozen over in the middle of a transaction is taken up by another", async () => {
  lab = await openLab({ leaseMs: 1_500 });
  const flow = await lab.publish("frozen", chainWithWait(lab.effects.url, 6));
  const patience: Plant = { file: "lib/server/pool.ts", find: "const idleInTransactionMs = 15_000;", replace: "const idleInTransactionMs = 1_000;" };
  const [ingress, frozen, other] = [lab.slot({ role: "ingress" }), lab.slot({ role: "worker", plants: [lease(1_500), patience] }, "frozen"), lab.slot({ role: "worker", plants: [lease(1_500), patience] }, "other")];
  await Promise.all([ingress.start(), frozen.start({ statement: "engine-take", when: "after", nth: 1, freezes: true })]);
  const { acked } = await postEvents(lab.hookUrl(flow), { count: 1 });
  await until("the worker to freeze", () => readFileSync(`/proc/${frozen.pid()}/stat`, "utf8").includes(") T "));
  await other.start();
  await lab.drained(30_000);
  frozen.signal("SIGCONT");
  const history = await checkHistory(lab, flow, acked, ["a", "b"]);
  expect(faultsOf(history)).toEqual([]);
}, 60_000);

test("M3: a run without its fence is noticed", async () => {
  const { history } = await freeze(2, [mutants.M3]);
  const isCaught = history.violations["the fence of a run went down"] !== undefined;
  report({ test: "R6", mutantCaught: isCaught ? ["M3"] : [], violationsOfM3: history.violations });
  expect(isCaught).toBe(true);
}, 300_000);

/** Two workers, of which one believes that it is an hour later; neither may take what the other holds. */
async function twoClocks(events: number, plants: readonly Plant[]): Promise<{ history: History; taken: number }> {
  lab = await openLab({ leaseMs: 6_000 });
  lab.effects.behave = () => ({ delayMs: 1_000 });
  const flow = await lab.publish("two clocks", chain(lab.effects.url, 3));
  await lab.slot({ role: "ingress" }).start();
  const right = lab.slot({ role: "worker", plants: [lease(6_000)] }, "right");
  const fast = lab.slot({ role: "worker", plants: [lease(6_000), ...plants], shiftMs: 3_600_000 }, "fast");
  await Promise.all([right.start(), fast.start()]);
  const { acked } = await postEvents(lab.hookUrl(flow), { count: events, clients: 20 });
  await lab.drained(120_000);
  const history = await checkHistory(lab, flow, acked, ["a", "b", "c"]);
  return { history, taken: right.logged("engine.leases.expired") + fast.logged("engine.leases.expired") };
}

test("R6: a lease is counted on the database's clock, so a worker whose own is wrong takes nothing away", async () => {
  const { history, taken } = await twoClocks(amount(40, 600), []);
  report({ test: "R6", wrongClock: { acked: history.acked, lost: history.lost, dupEffects: history.dupEffects, attempts: history.attempts, leasesTaken: taken } });
  expect(faultsOf(history)).toEqual([]);
  expect([taken, history.dupEffects]).toEqual([0, 0]);
}, 300_000);

test("M4: leases on the worker's own clock are noticed", async () => {
  const { history, taken } = await twoClocks(40, [mutants.M4]);
  report({ test: "R6", mutantCaught: taken > 0 ? ["M4"] : [], leasesTakenByM4: taken, dupEffectsByM4: history.dupEffects });
  expect(taken).toBeGreaterThan(0);
}, 300_000);
