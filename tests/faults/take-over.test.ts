import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#lib/ids.ts";
import { loadRun } from "#lib/server/engine/load-run.ts";
import { takeOverRun } from "#lib/server/engine/take-over-run.ts";
import { RunLost, RunRecorder } from "#lib/server/engine/run-recorder.ts";
import { endCancelled } from "#lib/server/runs/cancel-run.ts";
import { insertRun } from "#lib/server/runs/insert-run.ts";
import { packPayload } from "#lib/server/payloads/pack-payload.ts";
import { transaction } from "#lib/server/transaction.ts";
import { nodeId } from "#tests/support/build-document.ts";
import { until } from "#tests/support/until.ts";
import { chain } from "./harness/flows.ts";
import { type Lab, type LabFlow, openLab } from "./harness/lab.ts";

let lab: Lab;
let flow: LabFlow;

beforeAll(async () => {
  lab = await openLab({ ownServer: false });
  flow = await lab.publish("taken over", chain(lab.effects.url, 2));
});
afterAll(() => lab.close());

/** A run whose holder has begun its first step and lives. */
async function held(): Promise<{ runId: string; holder: RunRecorder }> {
  const runId = newId("run");
  const { workspaceId } = flow;
  await transaction((client) =>
    insertRun(client, { workspaceId, id: runId, flowId: flow.id, version: 1, snapshot: null, options: null, startedBy: "event", pattern: "event", origin: runId, input: packPayload({ body: { n: 1 } }), replayOf: null }),
  );
  const holder = new RunRecorder(lab.pool, { workspaceId, runId, fence: 0, handledErrors: 0, hasWaits: false });
  holder.step({ node: nodeId("a"), status: "running", startedAt: new Date() });
  await holder.flush();
  return { runId, holder };
}

test("once a run was read by its next holder, the former one can add nothing that this reading missed", async () => {
  const { runId, holder } = await held();
  const next = await takeOverRun(lab.pool, flow.workspaceId, runId);
  holder.step({ node: nodeId("a"), status: "succeeded", port: "out", output: { nonce: "of the former holder" }, finishedAt: new Date() });
  await expect(holder.flush()).rejects.toThrow(RunLost);
  expect([...(next?.open.keys() ?? [])]).toEqual([nodeId("a")]);
  expect((await loadRun(lab.pool, flow.workspaceId, runId))?.settled.size).toBe(0);
});

test("a holder names the fence that it is about to write under, so that nobody takes it for a former one", async () => {
  const { runId } = await held();
  const next = await takeOverRun(lab.pool, flow.workspaceId, runId);
  const recorder = new RunRecorder(lab.pool, { workspaceId: flow.workspaceId, runId, fence: next?.fence ?? 0, handledErrors: 0, hasWaits: false });
  recorder.step({ node: nodeId("a"), status: "running" });
  const written = recorder.flush();
  // The write is on its way at the end of this turn of the event loop, and no answer can be there yet.
  await Promise.resolve();
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  const during = recorder.fence;
  await written;
  const { rows } = await lab.pool.query<{ fence: number }>("select fence from runs where id = $1", [runId]);
  expect(rows).toEqual([{ fence: during }]);
});

test("a cancel also ends what its holder was writing at that moment", async () => {
  const { runId } = await held();
  const { workspaceId } = flow;
  const holder = await lab.pool.connect();
  await holder.query("begin");
  await holder.query("update runs set handled_errors = handled_errors where workspace_id = $1 and id = $2", [workspaceId, runId]);
  await holder.query("insert into step_runs (bucket, workspace_id, run_id, node_id, status) select bucket, $1, $2, $3, 'running' from runs where id = $2", [workspaceId, runId, nodeId("b")]);
  await holder.query("insert into attempts (bucket, workspace_id, run_id, node_id, number, status) select bucket, $1, $2, $3, 1, 'running' from runs where id = $2", [workspaceId, runId, nodeId("b")]);
  const cancelling = transaction((client) => endCancelled(client, workspaceId, runId, "Cancelled by a test."));
  await until("the cancel to wait for the holder", async () => (await lab.pool.query("select 1 from pg_locks where not granted")).rowCount === 1);
  await holder.query("commit");
  holder.release();
  await cancelling;
  const { rows } = await lab.pool.query<{ status: string }>("select status from step_runs where run_id = $1 union all select status from attempts where run_id = $1", [runId]);
  expect(rows.map(({ status }) => status)).toEqual(["cancelled", "cancelled", "abandoned"]);
});
