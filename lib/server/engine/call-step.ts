import { StepError } from "#lib/connectors/step-error.ts";
import { newId } from "#lib/ids.ts";
import { wholly } from "#lib/flow/taint.ts";
import type { Json } from "#lib/json.ts";
import { clock } from "../clock.ts";
import { payloadArrays } from "../payloads/payload-arrays.ts";
import { type PackedPayload, packPayload } from "../payloads/pack-payload.ts";
import { type CalledFlow, findCalledFlow, startedByCall } from "../runs/find-called-flow.ts";
import { bucketOfClass, bucketsNow } from "../retention/bucket.ts";
import { isExplained, toRunError } from "./describe-error.ts";
import { resolveNow, withSandbox } from "./resolve-input.ts";
import { RunLost } from "./run-recorder.ts";
import type { StepEnd, StepRun } from "./step-run.ts";

const statement = `
with held as (
  select bucket from runs where workspace_id = $1 and id = $2 and fence = $3 and status in ('queued', 'running', 'waiting') for no key update
), goal as (
  select ${bucketOfClass("$18", "keep_days")} as bucket from held, flows where workspace_id = $1 and id = $9
), kept as (
  insert into payloads (bucket, workspace_id, hash, codec, size, body)
  select goal.bucket, $1, p.hash, p.codec, p.size, p.body from goal, unnest($4::text[], $5::text[], $6::int[], $7::bytea[]) as p (hash, codec, size, body)
  on conflict do nothing
), called as (
  insert into runs (workspace_id, id, flow_id, version, kind, options, started_by, pattern, status, origin, parent_run_id, parent_node_id, depth, input, bucket)
  select $1, $8, $9, $10, $11, $12, $17, $13, 'queued', $8, $2, $14, $15, $16, goal.bucket from goal
)
update step_runs s set child_run_id = $8 from held where s.bucket = held.bucket and workspace_id = $1 and run_id = $2 and node_id = $14`;

/** The child, its link and its place in the queue are one transaction: after a crash it is there or it is not. */
async function startChild(step: StepRun, flow: string, child: CalledFlow, isDetached: boolean): Promise<string> {
  const { run, node, services, recorder } = step;
  const runId = newId("run");
  const input = packPayload(child.input);
  const options = run.test ? packPayload({ mocks: {}, send: [] }) : null;
  const payloads = [input, options].filter((payload): payload is PackedPayload => payload !== null).toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  const client = await services.pool.connect();
  try {
    await client.query("begin");
    const linked = await client.query({
      name: "call-flow",
      text: statement,
      values: [
        run.workspaceId, run.runId, recorder.fence, ...payloadArrays(payloads),
        runId, flow, child.version, run.test ? "test" : "live", options?.hash ?? null, child.pattern, node.id, run.depth + 1, input.hash, startedByCall(isDetached), bucketsNow(),
      ],
    });
    if (linked.rowCount !== 1) throw new RunLost(run.runId);
    await services.driver.enqueue(client, [{ runId, workspaceId: run.workspaceId, pattern: child.pattern }]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
  services.driver.wake();
  return runId;
}

/** Where the child stands: its answer is this step's result, its failure this step's error (SEMANTICS step-10). */
async function settle(step: StepRun, childRun: string): Promise<StepEnd> {
  const child = (await step.outside()).children.get(childRun);
  switch (child?.status) {
    case "succeeded": {
      const body = responseBody(child.response);
      return { end: "succeeded", port: "out", output: body, ...(child.simulated ? { record: { taint: wholly } } : {}) };
    }
    case "failed":
      return { end: "failed", error: { class: "fatal", code: "call_failed", message: "The called flow failed.", ...child.error, node: step.node.id } };
    case "cancelled":
      return { end: "failed", error: toRunError(new StepError("fatal", "call_cancelled", "The called flow was cancelled."), step.node.id, 1) };
    default:
      return { end: "parked", until: null };
  }
}

function responseBody(response: Json | undefined): Json {
  return typeof response === "object" && response !== null && !Array.isArray(response) ? (response["body"] ?? null) : null;
}

/** Calls another flow once, and goes on with its answer, or at once when detached. */
export async function callStep(step: StepRun): Promise<StepEnd> {
  const { run, node, scope, recorder, services, signal, open } = step;
  try {
    const input = await withSandbox(services.sandbox, run.workspaceId, scope, run.now, signal, (moment) => resolveNow(node, scope, moment));
    const isDetached = input["wait"] === "detached";
    let childRun = open?.childRun ?? null;
    if (childRun === null) {
      const flow = String(input["flow"]);
      const child = await findCalledFlow(run.workspaceId, flow, run.depth + 1, input["input"] ?? {});
      recorder.step({ node: node.id, status: isDetached ? "running" : "waiting", startedAt: open?.startedAt ?? clock.date(), input });
      await step.commit();
      childRun = await startChild(step, flow, child, isDetached);
    } else if (!isDetached) {
      return await settle(step, childRun);
    }
    if (isDetached) return { end: "succeeded", port: "out", output: { run: childRun }, record: { childRun } };
    return { end: "parked", until: null, state: { startedAt: open?.startedAt ?? clock.date(), dueAt: null, childRun } };
  } catch (error) {
    if (!isExplained(error)) throw error;
    return { end: "failed", error: toRunError(error, node.id, 1) };
  }
}
