import { afterAll, beforeAll, expect, test } from "vitest";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { buildDocument, fields, reference } from "#tests/support/build-document.ts";
import { syncFlow } from "#tests/bench/sync-flow.ts";
import { startSyncLab, type SyncLab } from "#tests/support/sync-lab.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { aboveCeiling } from "./above-ceiling.ts";
import ceilings from "./ceilings.json" with { type: "json" };
import { countSdkRequests } from "./count-sdk-requests.ts";
import { countStatements } from "./count-statements.ts";
import { measureRuns, threeCalls } from "./measure-runs.ts";

/** Ceilings only go down. */
const statements = countStatements();
const sdkRequests = countSdkRequests();
let target: TargetServer;
let engine: SyncLab;

beforeAll(async () => {
  target = await startTarget();
  engine = await startSyncLab({ egressAllow: [target.address] });
});

afterAll(async () => {
  await engine.stop();
  await target.close();
});

const five = Object.fromEntries(["id", "email", "total", "note", "again"].map((name) => [name, reference("hook", "body", name === "again" ? "id" : name)]));

test.each<[keyof typeof ceilings, () => FlowDocument]>([
  ["hook -> map -> branch -> respond", syncFlow],
  ["hook -> map", () => buildDocument({ hook: { type: "core/webhook" }, shape: { type: "core/map", config: { fields: fields(five) } } }, ["hook -> shape"])],
  ["hook -> 3 parallel calls", () => threeCalls(target)],
])("%s costs no more than before", async (name, document) => {
  const counts = await measureRuns({ engine, statements, sdkRequests }, name, document());
  const slack = Object.entries(ceilings[name]).map(([what, most]) => `${what} ${counts[what]} of ${most} (slack ${(100 - ((counts[what] ?? 0) / most) * 100).toFixed(1)} %)`);
  process.stdout.write(`${name}, a run: ${slack.join(", ")}\n`);
  expect(aboveCeiling(counts, ceilings[name])).toEqual([]);
}, 60_000);

test("a planted excess is seen, and so is a count that is missing", () => {
  expect(aboveCeiling({ statements: 10.02, commits: 3 }, { statements: 10, commits: 3 })).toEqual(["statements: 10.02 a run, 10 at most"]);
  expect(aboveCeiling({}, { commits: 3 })).toHaveLength(1);
});
