import { afterAll, beforeAll, expect, test } from "vitest";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { syncFlow } from "#tests/bench/sync-flow.ts";
import { openServer, type OpenServer } from "#tests/support/inngest/open-server.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { aboveCeiling } from "./above-ceiling.ts";
import ceilings from "./ceilings.json" with { type: "json" };
import { countStatements } from "./count-statements.ts";
import { measureRuns, threeCalls } from "./measure-runs.ts";

/** The same runs with an Inngest server in the executor's place: each request between it and us counts, whoever makes it. On a busy machine a run in fifty is called for twice. */
const statements = countStatements();
let open: OpenServer;
let target: TargetServer;
let engine: TestEngine;

beforeAll(async () => {
  open = await openServer();
  target = await startTarget();
  engine = await startEngine({ ...open.changes, egressAllow: [target.address] });
}, 60_000);

afterAll(async () => {
  await engine.stop();
  await open.close();
  await target.close();
});

test.each<[keyof typeof ceilings, () => FlowDocument]>([
  ["on an Inngest server: hook -> map -> branch -> respond", syncFlow],
  ["on an Inngest server: hook -> 3 parallel calls", () => threeCalls(target)],
])("%s costs no more than before", async (name, document) => {
  const counts = await measureRuns({ engine, statements, sdkRequests: () => open.server.calls.length + open.server.requests() }, name, document());
  process.stdout.write(`${name}, a run: ${Object.entries(counts).map(([what, count]) => `${what} ${count}`).join(", ")}\n`);
  expect(aboveCeiling(counts, ceilings[name])).toEqual([]);
}, 60_000);
