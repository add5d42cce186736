import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { migrateDatabase } from "#db/migrate.ts";
import type { Plant } from "#tests/support/plant-source.ts";
import { until } from "#tests/support/until.ts";
import { amount, longTest } from "./harness/amount.ts";
import { checkHistory, faultsOf } from "./harness/check-history.ts";
import { chain } from "./harness/flows.ts";
import { freePort } from "./harness/free-port.ts";
import { type Lab, openLab } from "./harness/lab.ts";
import { postEvents } from "./harness/post-events.ts";
import { createRandom } from "./harness/random.ts";
import { report } from "./harness/report.ts";
import type { Slot } from "./harness/slot.ts";

let lab: Lab;
const folders: string[] = [];
afterEach(async () => {
  await lab.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** The next version: it adds a column, and writes it. */
const next: Record<"web" | "worker", Plant> = {
  web: { file: "lib/server/hooks/hook-request.ts", find: "receivedAt: new Date().toISOString()", replace: "receivedAt: new Date().toISOString(), release: 2" },
  worker: { file: "lib/server/engine/record-statement.ts", find: "handled_errors = $7,\n", replace: "handled_errors = $7, release = 2,\n" },
};

/** Our migrations and one more, as the next version brings it. */
function migrationsOfNext(): string {
  const folder = mkdtempSync(join(tmpdir(), "millrace-migrations-"));
  folders.push(folder);
  cpSync(join(import.meta.dirname, "../../db/migrations"), folder, { recursive: true });
  const file = join(folder, "meta/_journal.json");
  const journal = JSON.parse(readFileSync(file, "utf8")) as { entries: { idx: number; when: number; tag: string }[] };
  const last = journal.entries.at(-1);
  journal.entries.push({ ...last, idx: (last?.idx ?? 0) + 1, when: (last?.when ?? 0) + 1, tag: "9999_next" });
  writeFileSync(file, JSON.stringify(journal));
  writeFileSync(join(folder, "9999_next.sql"), 'alter table "runs" add column "release" integer');
  return folder;
}

const places = ["web 1", "worker 1", "web 2", "worker 2"] as const;
/** The short form leaves the others as they are. */
const replaced = places.slice(0, amount(2, places.length));

interface Rolling {
  /** How long both versions run side by side after each replacement. */
  besideMs: number;
  stopWith?: "SIGTERM" | "SIGKILL";
}

/** Two webs and two workers under load are replaced by the next version one after another, and then by the one before. */
async function roll({ besideMs, stopWith = "SIGTERM" }: Rolling) {
  const random = createRandom();
  lab = await openLab();
  lab.effects.behave = () => ({ delayMs: random.between(0, 60) });
  const flow = await lab.publish("replaced", chain(lab.effects.url, 2));
  const ports: Record<string, number> = { "web 1": await freePort(), "web 2": await freePort() };
  const fill = (place: string, isNext: boolean): Slot => {
    const kind = place.startsWith("web") ? "web" : "worker";
    return lab.slot({ role: kind === "web" ? "ingress" : "worker", port: ports[place] ?? 0, plants: isNext ? [next[kind]] : [] }, place, { hasSpare: false });
  };
  const running = new Map<string, Slot>(places.map((place) => [place, fill(place, false)]));
  await Promise.all([...running.values()].map((slot) => slot.start()));
  const codes: (number | NodeJS.Signals)[] = [];
  let isRolled = false;
  const acked = new Map<number, string>();
  const refusals: Record<string, number> = {};
  const posting = (async () => {
    const urls = Object.values(ports).map((port) => lab.hookUrl(flow, port));
    for (let from = 1; !isRolled; from += 40) {
      const posted = await postEvents(urls, { from, count: 40, clients: 8, pace: () => delay(random.between(50, 350)) });
      for (const [n, event] of posted.acked) acked.set(n, event);
      for (const [why, times] of Object.entries(posted.refusals)) refusals[why] = (refusals[why] ?? 0) + times;
    }
  })();
  const replaceAll = async (isNext: boolean): Promise<void> => {
    for (const place of replaced) {
      const before = lab.effects.count();
      await until("work to go on", () => lab.effects.count() > before, 60_000);
      await running.get(place)?.kill(stopWith);
      codes.push((await running.get(place)?.ended()) ?? 1);
      const successor = fill(place, isNext);
      running.set(place, successor);
      await successor.start();
      await delay(besideMs);
    }
  };
  await migrateDatabase(lab.url, migrationsOfNext());
  await replaceAll(true);
  await replaceAll(false);
  isRolled = true;
  await posting;
  await lab.drained(amount(60_000, 300_000));
  const history = await checkHistory(lab, flow, acked, ["a", "b"]);
  const { rows } = await lab.pool.query<{ release: string; runs: number }>("select coalesce(release::text, '1') as release, count(*)::int as runs from runs group by 1 order by 1");
  return { history, refusals, codes, runsByRelease: Object.fromEntries(rows.map(({ release, runs }) => [release, runs])) };
}

/** A web that stops takes no more connections; one that nobody had taken yet is reset by the system. */
const allowed = /^503 |^ECONN(REFUSED|RESET)$/;

test("R27: two webs and two workers are replaced under load by a version with a migration, and back: nothing is lost, no request fails but at the one that stops", async () => {
  const { codes, history, refusals, runsByRelease } = await roll({ besideMs: amount(50, 15_000) });
  report({ test: "R27", rounds: codes.length, ...history, refusals, exitCodes: [...new Set(codes)], runsByRelease });
  expect(faultsOf(history)).toEqual([]);
  expect(history.dupEffects).toBe(0);
  expect([...new Set(codes)]).toEqual([0]);
  expect(Object.keys(refusals).filter((why) => !allowed.test(why))).toEqual([]);
  expect(Object.keys(runsByRelease)).toEqual(["1", "2"]);
}, 900_000);

longTest("R27: processes that are replaced without being asked to stop are noticed", async () => {
  const { history, codes } = await roll({ besideMs: 200, stopWith: "SIGKILL" });
  report({ test: "R27", mutantCaught: history.dupEffects > 0 && !codes.includes(0) ? ["killed instead of stopped"] : [], dupEffectsByMutant: history.dupEffects });
  expect(history.dupEffects).toBeGreaterThan(0);
}, 300_000);
