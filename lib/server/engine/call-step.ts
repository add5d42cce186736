import { findSubscription } from "#db/queries/flows.ts";
import { StepError } from "#lib/connectors/step-error.ts";
import { newId } from "#lib/ids.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { Pattern } from "#lib/flow/pattern.ts";
import { databaseOf } from "#db/client.ts";
import { type PackedPayload, packPayload } from "../payloads/pack-payload.ts";
import { declaredFields, takeDeclared } from "../runs/take-declared.ts";
import { isExplained, toRunError } from "./describe-error.ts";
import { resolveNow, withSandbox } from "./resolve-input.ts";
import { RunLost } from "./run-recorder.ts";
import type { StepEnd, StepRun } from "./step-run.ts";

/** How deep flows may call each other (SEMANTICS graph-7). */
const maxDepth = 8;

const statement = `
with held as (
  select 1 from runs where workspace_id = $1 and id = $2 and fence = $3 and status in ('queued', 'running', 'waiting') for no key update
), kept as (
  insert into payloads (workspace_id, hash, codec, size, body)
  select $1, p.hash, p.codec, p.size, p.body from held, unnest($4::text[], $5::text[], $6::int[], $7::bytea[]) as p (hash, codec, size, body)
  on conflict do nothing
), called as (
  insert into runs (workspace_id, id, flow_id, version, kind, options, started_by, pattern, status, origin, parent_run_id, parent_node_id, depth, input)
  select $1, $8, $9, $10, $11, $12, 'call', $13, 'queued', $8, $2, $14, $15, $16 from held
)
update step_runs set child_run_id = $8 from held where workspace_id = $1 and run_id = $2 and node_id = $14`;

interface Child {
  flow: string;
  version: number;
  pattern: Pattern;
  input: JsonObject;
}

/** The child, its link and its place in the queue are one transaction: after a crash it is there or it is not. */
async function startChild(step: StepRun, child: Child): Promise<string> {
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
        run.workspaceId, run.runId, recorder.fence, payloads.map((p) => p.hash), payloads.map((p) => p.codec), payloads.map((p) => p.size), payloads.map((p) => p.body),
        runId, child.flow, child.version, run.test ? "test" : "live", options?.hash ?? null, child.pattern, node.id, run.depth + 1, input.hash,
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

async function findChild(step: StepRun, input: JsonObject): Promise<Child> {
  const { run, services } = step;
  if (run.depth + 1 > maxDepth) throw new StepError("validation", "call_depth", `Flows may call each other ${maxDepth} levels deep. Join some of them.`);
  const flow = String(input["flow"]);
  const callable = await findSubscription(databaseOf(services.pool), run.workspaceId, flow);
  if (callable?.kind !== "call") throw new StepError("not_found", "flow_not_published", "The flow that this step calls is not published, or does not start with “Called by another flow”.");
  if (callable.status === "paused") throw new StepError("not_found", "flow_paused", "The flow that this step calls is paused. Resume it, then replay.");
  const passed = takeDeclared(declaredFields(callable.settings), input["input"] ?? {});
  if (!passed.ok) throw new StepError("validation", "bad_input", passed.problem);
  return { flow, version: callable.version, pattern: callable.pattern, input: passed.value };
}

/** Where the child stands: its answer is this step's result, its failure this step's error (SEMANTICS step-10). */
async function settle(step: StepRun, childRun: string): Promise<StepEnd> {
  const child = (await step.outside()).children.get(childRun);
  switch (child?.status) {
    case "succeeded": {
      const body = responseBody(child.response);
      return { end: "succeeded", port: "out", output: body };
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
      const child = await findChild(step, input);
      recorder.step({ node: node.id, status: isDetached ? "running" : "waiting", startedAt: open?.startedAt ?? new Date(), input });
      await step.commit();
      childRun = await startChild(step, child);
    } else if (!isDetached) {
      return await settle(step, childRun);
    }
    if (isDetached) return { end: "succeeded", port: "out", output: { run: childRun }, record: { childRun } };
    return { end: "parked", until: null, state: { startedAt: open?.startedAt ?? new Date(), dueAt: null, childRun } };
  } catch (error) {
    if (!isExplained(error)) throw error;
    return { end: "failed", error: toRunError(error, node.id, 1) };
  }
}
