import { afterAll, beforeAll, expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { saveDraft } from "#lib/server/flows/save-draft.ts";
import { startRun } from "#lib/server/runs/start-run.ts";
import { buildDocument, literal, nodeId } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

let target: TargetServer;
let engine: TestEngine;

beforeAll(async () => {
  target = await startTarget();
  target.answer = () => ({ status: 200, body: JSON.stringify([{ id: 1, updated: "2026-01-02" }, { id: 2, updated: "2026-01-03" }]) });
  engine = await startEngine({ egressAllow: [target.address] });
});

afterAll(async () => {
  await engine.stop();
  await target.close();
});

/** Reads what changed since the last run. */
function reading(path: string) {
  const document = buildDocument(
    {
      t: { type: "core/manual" },
      read: { type: "http/pages", config: { url: literal(`${target.url}${path}`), paging: literal("none"), key: literal("id"), since: literal("updated"), sinceParameter: literal("since") } },
      all: { type: "core/collect" },
    },
    ["t -> read", "read -> all"],
  );
  return { ...document, edges: document.edges.map((edge, index) => (index === 1 ? { ...edge, carries: "records" as const } : edge)) };
}

async function urlsOfARun(flow: string): Promise<string[]> {
  target.received.length = 0;
  await startRun(engine.context, { flow });
  await engine.idle();
  return target.received.map((call) => call.url);
}

test("a source that reads something else asks whether it keeps its place, and does what is said", async () => {
  const flow = await engine.publish("incremental", reading("/orders"));
  expect(await urlsOfARun(flow.id)).toEqual(["/orders"]);
  expect(await urlsOfARun(flow.id)).toEqual(["/orders?since=2026-01-03"]);

  const publishAs = async (path: string, revision: number, cursors?: { [node: string]: "keep" | "start-over" }) => {
    const saved = await saveDraft(engine.context, { flow: flow.id, baseRevision: revision, document: reading(path) });
    return { revision: saved.draftRevision, published: await publishFlow(engine.context, { flow: flow.id, baseRevision: saved.draftRevision, message: "", ...(cursors ? { cursors } : {}) }).catch((error: unknown) => error) };
  };
  const asked = await publishAs("/v2/orders", flow.draftRevision);
  expect(asked.published).toBeInstanceOf(AppError);
  expect(asked.published).toMatchObject({ code: "precondition", details: { cursors: [{ node: nodeId("read"), name: "read" }] } });

  const kept = await publishAs("/v2/orders", asked.revision, { [nodeId("read")]: "keep" });
  expect(kept.published).toMatchObject({ liveVersion: 2 });
  expect(await urlsOfARun(flow.id)).toEqual(["/v2/orders?since=2026-01-03"]);

  const over = await publishAs("/v3/orders", kept.revision, { [nodeId("read")]: "start-over" });
  expect(over.published).toMatchObject({ liveVersion: 3 });
  expect(await urlsOfARun(flow.id)).toEqual(["/v3/orders"]);

  const same = await publishAs("/v3/orders", over.revision);
  expect(same.published).toMatchObject({ liveVersion: 4 });
  expect(await urlsOfARun(flow.id)).toEqual(["/v3/orders?since=2026-01-03"]);
});
