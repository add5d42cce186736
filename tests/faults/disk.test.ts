import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { Plant } from "#tests/support/plant-source.ts";
import { until } from "#tests/support/until.ts";
import { amount, longTest } from "./harness/amount.ts";
import { checkHistory, faultsOf, type History } from "./harness/check-history.ts";
import { chain } from "./harness/flows.ts";
import { type Lab, openLab } from "./harness/lab.ts";
import { mutants } from "./harness/mutants.ts";
import { postEvents } from "./harness/post-events.ts";
import { report } from "./harness/report.ts";
import { mountSmallDisk, type SmallDisk } from "./harness/small-disk.ts";

const megabyte = 1_048_576;
const bodyBytes = 45_000; // 60 KB as base64
let lab: Lab | undefined;
let disk: SmallDisk | null = null;
afterEach(async () => {
  try {
    await lab?.close();
  } finally {
    disk?.close();
    [lab, disk] = [undefined, null];
  }
}, 60_000);

interface Filling {
  rounds: number;
  events: number;
  /** How long the disk stays full once it is. */
  fullMs: number;
  plants?: readonly Plant[];
}

interface Filled {
  history: History;
  refusals: Record<string, number>;
  serverRestarts: number;
  /** From when there is room again until everything that was refused is stored. */
  backMs: number[];
}

/** What the launcher does for the built-in database: one that has ended is started again until it runs. */
function keepServer(opened: Lab): { restarts(): number; stop(): void } {
  const { server } = opened;
  let isOn = true;
  let restarts = 0;
  void (async () => {
    while (isOn && server) {
      await server.ended();
      if (!isOn) return;
      restarts += 1;
      await server.restart(null).catch(() => delay(500));
    }
  })();
  return { restarts: () => restarts, stop: () => (isOn = false) };
}

/** Events of 60 KB come in until the disk that the database lies on is full, and then there is room again. */
async function fillDisk(mounted: SmallDisk, { rounds, events, fullMs, plants = [] }: Filling): Promise<Filled> {
  lab = await openLab({ serverFolder: `${mounted.path}/data` });
  const opened = lab;
  const keeper = keepServer(opened);
  const flow = await opened.publish("on a full disk", chain(opened.effects.url, 1));
  await Promise.all([opened.slot({ role: "worker" }, "one", { hasSpare: false }), opened.slot({ role: "ingress", plants }, "one", { hasSpare: false })].map((slot) => slot.start()));
  const acked = new Map<number, string>();
  const refusals: Record<string, number> = {};
  const backMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await opened.pool.query("checkpoint");
    mounted.fillUpTo(amount(2, 12) * megabyte);
    let isEnough = false;
    const posting = postEvents(opened.hookUrl(flow), {
      from: 1 + round * events, count: events, clients: 8,
      more: () => ({ blob: randomBytes(bodyBytes).toString("base64") }),
      onRefused: () => (isEnough = true),
    });
    await Promise.race([posting, until("the disk to be full", () => isEnough || mounted.freeBytes() < 65_536, 120_000)]);
    expect(isEnough || mounted.freeBytes() < 65_536, "the disk is full").toBe(true);
    await delay(fullMs);
    mounted.empty();
    const began = performance.now();
    const posted = await posting;
    backMs.push(Math.round(performance.now() - began));
    for (const [n, event] of posted.acked) acked.set(n, event);
    for (const [why, times] of Object.entries(posted.refusals)) refusals[why] = (refusals[why] ?? 0) + times;
    await opened.drained(amount(60_000, 300_000)).catch(() => undefined);
  }
  keeper.stop();
  return { history: await checkHistory(opened, flow, acked, ["a"]), refusals, serverRestarts: keeper.restarts(), backMs };
}

disk = mountSmallDisk(1);
const canMount = disk !== null;
disk?.close();
disk = null;

test.skipIf(!canMount)(`R22: when the database's disk is full nothing is acknowledged that is not stored, and all goes on once there is room${canMount ? "" : " (not run: this account may not mount a tmpfs; run as root, in a container with CAP_SYS_ADMIN)"}`, async () => {
  const mounted = (disk = mountSmallDisk(300));
  if (!mounted) throw new Error("The disk could not be mounted");
  const rounds = amount(1, 3);
  const { history, ...figures } = await fillDisk(mounted, { rounds, events: amount(120, 500), fullMs: amount(500, 17_000) });
  report({ test: "R22", rounds, ...history, ...figures });
  expect(faultsOf(history)).toEqual([]);
  // Each refusal says what happened and what to do; a connection may be cut only when the database ended.
  expect(Object.keys(figures.refusals).filter((why) => !/^503 .+Send it again/.test(why))).toEqual([]);
  expect(Object.values(figures.refusals).length).toBeGreaterThan(0);
}, 900_000);

longTest("M1: a reply before the commit is noticed on a full disk", async () => {
  const mounted = (disk = mountSmallDisk(300));
  if (!mounted) return;
  const { history } = await fillDisk(mounted, { rounds: 1, events: 400, fullMs: 500, plants: [mutants.M1] });
  report({ test: "R22", mutantCaught: history.lost > 0 ? ["M1"] : [], lostByM1: history.lost });
  expect(history.lost).toBeGreaterThan(0);
}, 300_000);
