import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { saveDraft } from "#lib/server/flows/save-draft.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { replayRun } from "#lib/server/runs/replay-run.ts";
import { startRun } from "#lib/server/runs/start-run.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

const names = Array.from({ length: 10 }, (_, at) => `s${at}`);
/** The step that the second version changes. */
const changed = 4;

let target: TargetServer;
let engine: TestEngine;

beforeAll(async () => {
  target = await startTarget();
  engine = await startEngine({ egressAllow: [target.address] });
});
afterAll(async () => {
  await engine.stop();
  await target.close();
});
beforeEach(() => {
  target.received.length = 0;
});

/** Ten requests in a row, each of which sends what the one before was answered. */
function tenSteps(version: number) {
  const step = (name: string, at: number) => {
    const before = at === 0 ? reference("hook", "method") : reference(names[at - 1] ?? "", "status");
    const body = { before, ...(at === changed ? { version: literal(version) } : {}) };
    return [name, { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/${name}`), send: literal("fields"), bodyFields: fields(body) } }] as const;
  };
  return buildDocument({ hook: { type: "core/webhook" }, ...Object.fromEntries(names.map(step)) }, names.map((name, at) => `${at === 0 ? "hook" : names[at - 1]} -> ${name}`));
}

const called = (): string[] => target.received.map(({ url }) => url.slice(1));

test("a replay from each of ten steps, on either version, has no new effect for what it reuses, nor for what was confirmed", async () => {
  const flow = await engine.publish("ten steps", tenSteps(1));
  const { run } = await startRun(engine.context, { flow: flow.id, input: { method: "POST", body: null, headers: {}, query: {}, receivedAt: "2026-11-26T08:00:00.000Z" } });
  await engine.idle();
  expect(called()).toEqual(names);
  const saved = await saveDraft(engine.context, { flow: flow.id, baseRevision: flow.draftRevision, document: tenSteps(2) });
  await publishFlow(engine.context, { flow: flow.id, baseRevision: saved.draftRevision, message: "" });

  for (const version of ["same", "latest"] as const) {
    for (const [at, name] of names.entries()) {
      // On the other version nothing is reused from the changed step on.
      const first = version === "same" ? at : Math.min(at, changed);
      const ran = `${version} version, from ${name}`;
      target.received.length = 0;
      const skipped = await replayRun(engine.context, { run, from: nodeId(name), version, again: false });
      await engine.idle();
      const read = await readRun(engine.context, { run: skipped.run });
      expect([read.status, read.version], ran).toEqual(["succeeded", version === "same" ? 1 : 2]);
      // Taken over from the run, or, from there on, from the ledger of effects.
      expect(read.steps.filter((step) => step.reused).map((step) => step.name), ran).toEqual(["hook", ...names]);
      expect(called(), ran).toEqual([]);

      const anew = await replayRun(engine.context, { run, from: nodeId(name), version, again: true });
      await engine.idle();
      const again = await readRun(engine.context, { run: anew.run });
      expect([again.status, again.steps.filter((step) => step.reused).map((step) => step.name)], ran).toEqual(["succeeded", ["hook", ...names.slice(0, first)]]);
      expect(called(), ran).toEqual(names.slice(first));
    }
  }
}, 120_000);
