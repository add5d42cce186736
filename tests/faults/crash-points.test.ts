import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Plant } from "#tests/support/plant-source.ts";
import { until } from "#tests/support/until.ts";
import { amount } from "./harness/amount.ts";
import { checkHistory, faultsOf } from "./harness/check-history.ts";
import type { CrashPoint } from "./harness/crash-point.ts";
import { chain, chainWithWait } from "./harness/flows.ts";
import { type Lab, type LabFlow, openLab } from "./harness/lab.ts";
import { mutants, withoutUniqueKey } from "./harness/mutants.ts";
import { postEvents } from "./harness/post-events.ts";
import { report } from "./harness/report.ts";
import type { Slot } from "./harness/slot.ts";

const times = amount(1, 15);
const inFlight = 4;

interface Point {
  name: string;
  role: "worker" | "ingress";
  flow: "chain" | "nap";
  /** null: the outside world kills it, once a call has arrived and before it is answered. */
  crash: Omit<CrashPoint, "nth"> | null;
}

/** The write that says so of a step's first attempt. */
const wrote = (step: string, status: string): string => `"node":"n_${step}000","number":1,"status":"${status}"`;

const points: readonly Point[] = [
  { name: "before insert", role: "ingress", flow: "chain", crash: { statement: "store-events", when: "before" } },
  { name: "between insert and enqueue", role: "ingress", flow: "chain", crash: { statement: "store-events", when: "after" } },
  { name: "before the commit of an event", role: "ingress", flow: "chain", crash: { statement: "commit", when: "before", following: "engine-enqueue" } },
  { name: "after commit, before the reply", role: "ingress", flow: "chain", crash: { statement: "commit", when: "after", following: "engine-enqueue" } },
  { name: "before claim", role: "worker", flow: "chain", crash: { statement: "engine-claim", when: "before" } },
  { name: "after claim", role: "worker", flow: "chain", crash: { statement: "engine-claim", when: "after" } },
  { name: "after load", role: "worker", flow: "chain", crash: { statement: "load-run", when: "after" } },
  { name: "before the start is recorded", role: "worker", flow: "chain", crash: { statement: "record-run", when: "before", holding: wrote("a", "running") } },
  { name: "before effect", role: "worker", flow: "chain", crash: { statement: "record-run", when: "after", holding: wrote("a", "running") } },
  { name: "after effect, before its reply", role: "worker", flow: "chain", crash: null },
  { name: "after effect, before record", role: "worker", flow: "chain", crash: { statement: "record-run", when: "before", holding: wrote("b", "succeeded") } },
  { name: "after record", role: "worker", flow: "chain", crash: { statement: "record-run", when: "after", holding: wrote("b", "succeeded") } },
  { name: "before finish", role: "worker", flow: "chain", crash: { statement: "record-run", when: "before", holding: wrote("c", "succeeded") } },
  { name: "after finish", role: "worker", flow: "chain", crash: { statement: "record-run", when: "after", holding: wrote("c", "succeeded") } },
  { name: "before the executor forgets", role: "worker", flow: "chain", crash: { statement: "engine-complete", when: "before" } },
  { name: "after the executor forgot", role: "worker", flow: "chain", crash: { statement: "engine-complete", when: "after" } },
  { name: "while a timer is set", role: "worker", flow: "nap", crash: { statement: "engine-advance", when: "after", holding: "wait" } },
  { name: "while a timer is claimed", role: "worker", flow: "nap", crash: { statement: "engine-take", when: "after" } },
  { name: "while a timer fires", role: "worker", flow: "nap", crash: { statement: "engine-advance", when: "after", holding: "null" } },
  { name: "before the commit of a timer", role: "worker", flow: "nap", crash: { statement: "commit", when: "before", following: "engine-advance" } },
  { name: "after the commit of a timer", role: "worker", flow: "nap", crash: { statement: "commit", when: "after", following: "engine-advance" } },
];

interface Dying {
  steps: 1 | 3;
  plants?: readonly Plant[];
  /** Of each step. */
  attempts: number;
  /** How many first calls of each step end the process. */
  deaths: Record<string, number>;
  fails?: (step: string, time: number) => boolean;
}

describe("R2: kill -9 at each point where something could be half done", () => {
  let lab: Lab;
  let slots: { worker: Slot; ingress: Slot };
  let flows: Record<Point["flow"], LabFlow>;
  const acked = { chain: new Map<number, string>(), nap: new Map<number, string>() };
  const crashes: Record<string, number> = {};
  let n = 1;

  beforeAll(async () => {
    lab = await openLab();
    flows = { chain: await lab.publish("chain", chain(lab.effects.url)), nap: await lab.publish("nap", chainWithWait(lab.effects.url, 6)) };
    slots = { worker: lab.slot({ role: "worker" }), ingress: lab.slot({ role: "ingress" }) };
    await Promise.all([slots.worker.start(), slots.ingress.start()]);
  }, 60_000);
  afterAll(() => lab.close(), 60_000);

  /** Starts the process so that it will kill itself at the point, and gives it work until it has; gives how it ended. */
  async function crashAt({ crash, flow, role }: Point): Promise<number | NodeJS.Signals> {
    const slot = slots[role];
    await slot.kill();
    const from = n;
    n += inFlight;
    if (crash === null) {
      lab.effects.onCall = (call) => {
        if (call.n >= from) void slot.kill();
      };
    }
    await slot.start(crash && { ...crash, nth: 1 });
    const posting = postEvents(lab.hookUrl(flows[flow]), { from, count: inFlight, clients: inFlight });
    const ended = await slot.ended();
    lab.effects.onCall = () => undefined;
    await slot.start();
    for (const [number, event] of (await posting).acked) acked[flow].set(number, event);
    return ended;
  }

  test.each(points)("$name", async (point) => {
    for (let time = 0; time < times; time += 1) expect(await crashAt(point)).toBe("SIGKILL");
    crashes[point.name] = times;
  }, 600_000);

  test("nothing is lost, each result is recorded once, and only what was in flight is repeated", async () => {
    await lab.drained(amount(60_000, 300_000));
    const chained = await checkHistory(lab, flows.chain, acked.chain, ["a", "b", "c"]);
    const napped = await checkHistory(lab, flows.nap, acked.nap, ["a", "b"]);
    const sum = (name: "acked" | "lost" | "dupRuns" | "dupResults" | "dupEffects" | "missing" | "foreign"): number => chained[name] + napped[name];
    report({
      test: "R2", rounds: points.length * times, acked: sum("acked"), lost: sum("lost"), dupRuns: sum("dupRuns"), missing: sum("missing"), dupResults: sum("dupResults"),
      dupEffects: sum("dupEffects"), foreign: sum("foreign"), unheld: chained.unheld, violations: chained.violations, points: Object.keys(crashes).length,
    });
    expect([...faultsOf(chained), ...faultsOf(napped)]).toEqual([]);
    expect(Object.keys(crashes)).toHaveLength(points.length);
    expect(sum("dupEffects")).toBeLessThanOrEqual(points.length * times * inFlight);
  }, 600_000);

  test("cancel: killed before, inside and after its transaction, a cancel that is repeated until it is answered holds", async () => {
    const from = n;
    const count = 3 * times;
    const waiting = await lab.publish("waits an hour", chainWithWait(lab.effects.url, 3_600));
    const { acked: events } = await postEvents(lab.hookUrl(waiting), { from, count });
    const parked = () => lab.pool.query<{ id: string; event_id: string }>("select id, event_id from runs where flow_id = $1 and status = 'waiting' order by id", [waiting.id]);
    const runs = await until("all to wait", async () => {
      const { rows } = await parked();
      return rows.length === events.size && rows;
    }, 60_000);
    const crashesHere: Omit<CrashPoint, "nth">[] = [
      { statement: "cancel-run", when: "after" },
      { statement: "commit", when: "before" },
      { statement: "commit", when: "after" },
    ];
    for (const [index, { id }] of runs.entries()) {
      await slots.ingress.kill();
      await slots.ingress.start({ ...(crashesHere[index % 3] as CrashPoint), nth: 1 });
      const cancel = () => fetch(`${new URL(lab.hookUrl(waiting)).origin}/cancel/${waiting.workspaceId}/${id}`).then((answer) => answer.ok, () => false);
      expect(await cancel()).toBe(false);
      expect(await slots.ingress.ended()).toBe("SIGKILL");
      await slots.ingress.start();
      expect(await cancel()).toBe(true);
    }
    await lab.drained(60_000);
    const { rows } = await lab.pool.query("select status, count(*)::int as count from runs where flow_id = $1 group by status", [waiting.id]);
    expect(rows).toEqual([{ status: "cancelled", count }]);
    expect(lab.effects.read().filter((effect) => effect.n >= from && effect.step === "b")).toEqual([]);
    report({ test: "R2", cancels: count });
  }, 600_000);

  test("M2: without a unique key the retry of an event makes a second run, and that is noticed", async () => {
    await lab.pool.query(withoutUniqueKey);
    const flow = await lab.publish("M2", chain(lab.effects.url, 1));
    await slots.ingress.kill();
    await slots.ingress.start({ statement: "commit", when: "after", following: "engine-enqueue", nth: 1 });
    const posting = postEvents(lab.hookUrl(flow), { from: (n += 1_000), count: inFlight, clients: inFlight });
    await slots.ingress.ended();
    await slots.ingress.start();
    const posted = await posting;
    await lab.drained(60_000);
    const history = await checkHistory(lab, flow, posted.acked, ["a"]);
    report({ test: "R2", mutantCaught: history.dupRuns > 0 ? ["M2"] : [], dupRunsByM2: history.dupRuns });
    expect(history.dupRuns).toBeGreaterThan(0);
  }, 120_000);
});

describe("G7: deaths of the process", () => {
  let lab: Lab;
  afterEach(() => lab.close(), 60_000);

  /** One run whose process dies as often as the outside world says so; how it ended, and its attempts in order. */
  async function dying({ steps, plants = [], attempts, deaths, fails = () => false }: Dying): Promise<{ status: string; attempts: string[] }> {
    lab = await openLab();
    const flow = await lab.publish("dies", chain(lab.effects.url, steps, { retry: { attempts, backoff: "constant", delayMs: 10, maxDelayMs: 10 } }));
    const slots = { worker: lab.slot({ role: "worker", plants }), ingress: lab.slot({ role: "ingress" }) };
    await Promise.all([slots.worker.start(), slots.ingress.start()]);
    const stop = slots.worker.keepAlive();
    lab.effects.behave = ({ step }, time) => ({ status: fails(step, time) ? 503 : 200 });
    lab.effects.onCall = ({ step }, time) => {
      if (time <= (deaths[step] ?? 0)) void slots.worker.kill();
    };
    await postEvents(lab.hookUrl(flow), { count: 1 });
    await lab.drained(60_000);
    stop();
    const run = await lab.pool.query<{ status: string }>("select status from runs");
    const tried = await lab.pool.query<{ status: string }>("select status from attempts order by node_id, number");
    return { status: run.rows[0]?.status ?? "", attempts: tried.rows.map(({ status }) => status) };
  }

  const threeAndAFailure: Dying = { steps: 1, attempts: 3, deaths: { a: 3 }, fails: (_, time) => time === 4 };

  test("three of them and a failure leave a step its last attempt", async () => {
    expect(await dying(threeAndAFailure)).toEqual({ status: "succeeded", attempts: ["abandoned", "abandoned", "abandoned", "failed", "succeeded"] });
  }, 120_000);

  test("M5: a retry counter shared with crashes is noticed", async () => {
    const { status } = await dying({ ...threeAndAFailure, plants: [mutants.M5] });
    report({ test: "R2", mutantCaught: status === "failed" ? ["M5"] : [] });
    expect(status).toBe("failed");
  }, 120_000);

  test("five of them at different steps of a run make it no poison", async () => {
    expect(await dying({ steps: 3, attempts: 2, deaths: { a: 2, b: 2, c: 1 } })).toEqual({
      status: "succeeded", attempts: ["abandoned", "abandoned", "succeeded", "abandoned", "abandoned", "succeeded", "abandoned", "succeeded"],
    });
  }, 120_000);
});
