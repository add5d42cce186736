import { planAction } from "#lib/connectors/plan-action.server.ts";
import { effectOf } from "#lib/connectors/registry.server.ts";
import { operationSpec } from "#lib/connectors/registry.ts";
import type { StepPlan } from "#lib/flow/planned-write.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { isDatabaseAway } from "../database-away.ts";
import { sampleBase } from "../sample-systems/sample-base.ts";
import { isExplained } from "./describe-error.ts";
import type { LoadedRun } from "./load-run.ts";
import { type Prepared, prepareStep } from "./prepare-step.ts";
import type { StepRecord } from "./run-recorder.ts";
import type { StepEnd, StepRun } from "./step-run.ts";
import { type Mock, mockOf } from "./test-options.ts";

const planningMs = 15_000;

const lastOutput = `
select s.output, r.bucket from runs r join step_runs s on s.bucket = r.bucket and s.workspace_id = r.workspace_id and s.run_id = r.id
where r.workspace_id = $1 and r.flow_id = $2 and r.kind = 'live' and s.node_id = $3 and s.status = 'succeeded' and s.output is not null and not s.simulated
order by r.id desc limit 1`;

/** What a step that is left out gives: the user's mock, else its last output, else its sample (SEMANTICS test-1). */
async function standInFor({ run, node, services }: StepRun): Promise<{ from: StepPlan["standIn"]; mock: Mock }> {
  const mock = mockOf(run.test, node.id);
  if (mock !== undefined) return { from: "mock", mock };
  const found = await services.pool.query<{ output: string; bucket: number }>({ name: "last-output", text: lastOutput, values: [run.workspaceId, run.flowId, node.id] });
  const [before] = found.rows;
  const last = before && (await readPayloads(services.pool, { workspaceId: run.workspaceId, bucket: before.bucket }, [before.output])).get(before.output);
  if (last !== undefined) return { from: "output", mock: { value: last } };
  return { from: "sample", mock: { value: (operationSpec(node.type)?.sample as Json | undefined) ?? null } };
}

/** Whether a test-run leaves a step out whatever its settings: it has a mock, or it waits for an event. */
export function isLeftOutUnseen(run: LoadedRun, node: PlanNode): boolean {
  return run.test !== null && (mockOf(run.test, node.id) !== undefined || node.built === "wait-event");
}

/** Whether a test-run leaves a step out because it would change something outside (SEMANTICS test-1). */
export function isLeftOut(run: LoadedRun, node: PlanNode, input: JsonObject): boolean {
  return run.test !== null && node.built !== "code" && !run.test.send.has(node.id) && effectOf(node.type, input) === "write";
}

/** The failure that a mock is, as the step's own. */
export function mockError(error: { class: string; message: string }, node: string): RunError {
  return { class: error.class as RunError["class"], code: "mocked", message: error.message, node, attempts: 1, at: new Date().toISOString() };
}

/** What it would have sent, made without sending it. */
async function planWrites(step: StepRun, { input, effect }: Prepared): Promise<StepPlan["writes"]> {
  const { node, run, services, signal, traced } = step;
  const acts = await planAction(node.type, input, {
    baseUrl: sampleBase(node.type),
    effectKey: effect.key,
    isKeyPerRun: node.settings.idempotencyKey === undefined,
    signal,
    database: () => services.wayOut(run.workspaceId).database(node, { signal, timeoutMs: planningMs, readOnly: true }),
  });
  return acts.map((act) => ({ act, depends: traced?.depends ?? [], undecided: traced?.undecided ?? false }));
}

/** What stands in for a step that a test-run leaves out, marked as simulated, with what it would have written. */
export async function standIn(step: StepRun, prepared: Prepared): Promise<StepEnd> {
  const { from, mock } = await standInFor(step);
  const writes = isWrite(step.node, prepared.input) ? await planWrites(step, prepared) : [];
  return endOf(step.node, mock, { input: prepared.input, simulated: true, planned: { writes, standIn: from } });
}

function isWrite(node: PlanNode, input: JsonObject): boolean {
  return node.built === undefined && effectOf(node.type, input) === "write";
}

function endOf(node: PlanNode, mock: Mock, record: Partial<StepRecord>): StepEnd {
  if ("error" in mock) return { end: "failed", error: mockError(mock.error, node.id), record };
  return { end: "succeeded", port: "out", output: mock.value, record };
}

/** The same for a step whose settings need not even fit; when they do, what it would have written is told too. */
export async function standInUnseen(step: StepRun): Promise<StepEnd> {
  try {
    if (step.node.built === undefined) return await standIn(step, await prepareStep(step));
  } catch (error) {
    if (step.signal.aborted || !isExplained(error) || isDatabaseAway(error)) throw error;
  }
  const { from, mock } = await standInFor(step);
  return endOf(step.node, mock, { simulated: true, planned: { writes: [], standIn: from } });
}
