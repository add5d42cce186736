import { afterAll, beforeAll, expect, test } from "vitest";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { syncFlow } from "#tests/bench/sync-flow.ts";
import { startSyncLab, type SyncLab } from "#tests/support/sync-lab.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import ceilings from "./ceilings.json" with { type: "json" };
import { countSdkRequests } from "./count-sdk-requests.ts";
import { countStatements } from "./count-statements.ts";
import { storedBytes } from "./stored-bytes.ts";

/** What a run costs, counted and not timed, so that it is the same on every machine. Ceilings only go down. */
const runs = 50;
const statements = countStatements();
const sdkRequests = countSdkRequests();
let target: TargetServer;
let engine: SyncLab;

beforeAll(async () => {
  target = await startTarget();
  // Apart from each other, so that how many results share a write is not left to chance.
  target.answer = ({ url }) => ({ status: 200, delayMs: Number(new URL(url, target.url).searchParams.get("ms")) });
  engine = await startSyncLab({ egressAllow: [target.address] });
});

afterAll(async () => {
  await engine.stop();
  await target.close();
});

async function run(hook: string, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const body = Buffer.from(JSON.stringify({ id: `order-${1000 + number}`, email: "ada@example.com", total: 128.4, note: "x".repeat(900) }));
    await receiveHook({ method: "POST", path: hook, query: new URLSearchParams(), headers: { "content-type": "application/json" }, body });
    await engine.idle();
  }
  // A run is final in our tables a moment before the executor has forgotten it.
  await expect.poll(async () => (await engine.database.pool.query("select 1 from engine.runs limit 1")).rowCount, { timeout: 10_000 }).toBe(0);
}

async function measure(name: string, document: FlowDocument): Promise<Record<string, number>> {
  const { hookPath } = await engine.publish(name, document);
  // The first runs prepare statements and fill caches.
  await run(hookPath, 5);
  const before = { calls: sdkRequests(), bytes: await storedBytes(engine.database.pool) };
  const sent = await statements.during(() => run(hookPath, runs));
  const names = Object.entries(sent.byName).map(([statement, count]) => `${(count / runs).toFixed(2)} ${statement}`);
  process.stdout.write(`${name}, statements a run:\n  ${names.join("\n  ")}\n`);
  return {
    sdkRequests: (sdkRequests() - before.calls) / runs,
    statements: sent.statements / runs,
    commits: sent.commits / runs,
    storedBytes: Math.round(((await storedBytes(engine.database.pool)) - before.bytes) / runs),
  };
}

/** The counts above their ceiling, in words. */
function above(counts: Record<string, number>, ceiling: Record<string, number>): string[] {
  return Object.entries(ceiling).flatMap(([what, most]) => {
    const count = counts[what] ?? Number.NaN;
    return count <= most ? [] : [`${what}: ${count} a run, ${most} at most`];
  });
}

const call = (ms: number) => ({ type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/sink?ms=${ms}`), send: literal("value"), bodyValue: reference("hook", "body") } });
const five = Object.fromEntries(["id", "email", "total", "note", "again"].map((name) => [name, reference("hook", "body", name === "again" ? "id" : name)]));

test.each<[keyof typeof ceilings, () => FlowDocument]>([
  ["hook -> map -> branch -> respond", syncFlow],
  ["hook -> map", () => buildDocument({ hook: { type: "core/webhook" }, shape: { type: "core/map", config: { fields: fields(five) } } }, ["hook -> shape"])],
  ["hook -> 3 parallel calls", () => buildDocument({ hook: { type: "core/webhook" }, a: call(0), b: call(25), c: call(50) }, ["hook -> a", "hook -> b", "hook -> c"])],
])("%s costs no more than before", async (name, document) => {
  const counts = await measure(name, document());
  const slack = Object.entries(ceilings[name]).map(([what, most]) => `${what} ${counts[what]} of ${most} (slack ${(100 - ((counts[what] ?? 0) / most) * 100).toFixed(1)} %)`);
  process.stdout.write(`${name}, a run: ${slack.join(", ")}\n`);
  expect(above(counts, ceilings[name])).toEqual([]);
}, 60_000);

test("a planted excess is seen, and so is a count that is missing", () => {
  expect(above({ statements: 10.02, commits: 3 }, { statements: 10, commits: 3 })).toEqual(["statements: 10.02 a run, 10 at most"]);
  expect(above({}, { commits: 3 })).toHaveLength(1);
});
