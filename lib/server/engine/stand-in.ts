import { effectOf } from "#lib/connectors/registry.server.ts";
import { operationSpec } from "#lib/connectors/registry.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import type { LoadedRun } from "./load-run.ts";
import type { EngineServices, StepEnd, StepRun } from "./step-run.ts";

const lastOutput = `
select s.output from runs r join step_runs s on s.workspace_id = r.workspace_id and s.run_id = r.id
where r.workspace_id = $1 and r.flow_id = $2 and r.kind = 'live' and s.node_id = $3 and s.status = 'succeeded' and s.output is not null and not s.simulated
order by r.id desc limit 1`;

/** What a step that is left out gives: the user's mock, else its last output, else its sample (SEMANTICS test-1). */
async function standInFor(run: LoadedRun, node: PlanNode, services: EngineServices): Promise<Json> {
  const mock = run.test && Object.hasOwn(run.test.mocks, node.id) ? run.test.mocks[node.id] : undefined;
  if (mock !== undefined) return mock;
  const found = await services.pool.query<{ output: string }>({ name: "last-output", text: lastOutput, values: [run.workspaceId, run.flowId, node.id] });
  const hash = found.rows[0]?.output;
  const last = hash === undefined ? undefined : (await readPayloads(services.pool, run.workspaceId, [hash])).get(hash);
  return last ?? (operationSpec(node.type)?.sample as Json | undefined) ?? null;
}

/** Whether a test-run leaves a step out whatever its settings: it has a mock, or it waits for an event. */
export function isLeftOutUnseen(run: LoadedRun, node: PlanNode): boolean {
  return run.test !== null && (Object.hasOwn(run.test.mocks, node.id) || node.built === "wait-event");
}

/** Whether a test-run leaves a step out because it would change something outside (SEMANTICS test-1). */
export function isLeftOut(run: LoadedRun, node: PlanNode, input: JsonObject): boolean {
  return run.test !== null && node.built !== "code" && !run.test.send.has(node.id) && effectOf(node.type, input) === "write";
}

/** What stands in for a step that a test-run leaves out, marked as simulated. */
export async function standIn({ run, node, services }: StepRun, input: JsonObject): Promise<StepEnd> {
  return { end: "succeeded", port: "out", output: await standInFor(run, node, services), record: { input, simulated: true } };
}
