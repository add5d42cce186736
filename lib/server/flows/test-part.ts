import { findRun, type StepRunRow, stepRunsOf } from "#db/queries/runs.ts";
import { AppError } from "#lib/errors.ts";
import { beforePart, neededByPart, nodesOfPart, type PlanPart } from "#lib/flow/isolate-plan.ts";
import { donePort } from "#lib/flow/node-type.ts";
import type { Plan, PlanNode } from "#lib/flow/plan.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import { type Taint, wholly } from "#lib/flow/taint.ts";
import { database } from "../database.ts";
import type { Mock } from "../engine/test-options.ts";
import { type PackedPayload, packPayload } from "../payloads/pack-payload.ts";
import { runNotFound } from "../runs/run-answer.ts";

/** A result that a test-run of a part begins with. */
export interface GivenStep {
  node: string;
  status: "succeeded" | "failed" | "skipped";
  port: string | null;
  /** A hash that is stored, or a value to store. */
  output: string | PackedPayload | null;
  input: string | null;
  error: RunError | null;
  simulated: boolean;
  taint: Taint;
}

export interface TestScope {
  upTo?: string | undefined;
  only?: string | undefined;
  from?: string | undefined;
  /** Whose recorded results stand for what comes before. */
  run?: string | undefined;
}

function fromRecord(step: StepRunRow): GivenStep[] {
  const { status } = step;
  if (status !== "succeeded" && status !== "failed" && status !== "skipped") return [];
  return [{ node: step.nodeId, status, port: step.port, output: step.output, input: step.input, error: step.error, simulated: step.simulated, taint: step.taint ?? [] }];
}

/** A mock of what comes before takes the way to what is tested. */
function fromMock(node: PlanNode, mock: Mock, runs: ReadonlySet<string>): GivenStep[] {
  if (!("value" in mock)) return [];
  const port = node.outgoing.find((edge) => edge.carries === "value" && runs.has(edge.to))?.port ?? (node.kind === "source" ? donePort : "out");
  return [{ node: node.id, status: "succeeded", port, output: packPayload(mock.value), input: null, error: null, simulated: true, taint: wholly }];
}

/** The run whose results are used, with the payload it began with. @throws AppError not_found for one of another flow. */
export async function recordedRun(workspaceId: string, flow: string, id: string): Promise<{ input: string | null; bucket: number; steps: StepRunRow[] }> {
  const found = await findRun(database(), workspaceId, id);
  if (!found || found.run.flowId !== flow) throw runNotFound();
  return { input: found.run.input, bucket: found.run.bucket, steps: await stepRunsOf(database(), found.run) };
}

function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `“${name}”`);
  return quoted.length < 2 ? (quoted[0] ?? "") : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}

/**
 * The part of a plan that a test-run goes through, and what it is given of the rest.
 * @throws AppError precondition that names the steps whose results are needed and not there.
 */
export function testPart(plan: Plan, scope: TestScope, mocks: { readonly [node: string]: Mock }, recorded: readonly StepRunRow[]): { part: PlanPart | undefined; given: GivenStep[] } {
  if (scope.upTo !== undefined) return { part: { kind: "up-to", node: scope.upTo }, given: [] };
  const id = scope.only ?? scope.from;
  if (id === undefined || id === plan.trigger) return { part: scope.only === undefined ? undefined : { kind: "up-to", node: plan.trigger }, given: [] };
  const kind = scope.only === undefined ? "from" : "only";
  const node = plan.nodes.get(id);
  if (kind === "only" && node?.region !== undefined && node.region !== id) {
    throw new AppError("precondition", `“${node.name}” works once a record, so it needs a source to give it some. Test up to it instead.`);
  }
  const runs = nodesOfPart(plan, { kind, node: id, given: [] });
  const byNode = new Map<string, GivenStep>();
  for (const step of recorded) for (const given of fromRecord(step)) byNode.set(given.node, given);
  for (const [mocked, mock] of Object.entries(mocks)) {
    const node = plan.nodes.get(mocked);
    if (node && !runs.has(mocked)) for (const given of fromMock(node, mock, runs)) byNode.set(mocked, given);
  }
  const before = beforePart(plan, runs);
  const given = [...byNode.values()].filter((step) => before.has(step.node) && step.node !== plan.trigger);
  const has = new Set(given.filter((step) => step.output !== null).map((step) => step.node));
  const missing = [...neededByPart(plan, runs)].filter(([needed, { guarded }]) => !guarded && !has.has(needed)).map(([needed]) => needed);
  if (missing.length > 0) {
    const names = missing.map((needed) => plan.nodes.get(needed)?.name ?? needed);
    throw new AppError("precondition", `${kind === "only" ? `“${node?.name ?? id}” needs` : "This part of the flow needs"} what ${listed(names)} ${names.length === 1 ? "gives" : "give"}. Use the results of an earlier run, mock ${names.length === 1 ? "it" : "them"}, or test up to here.`, {
      details: missing.map((needed, index) => ({ node: needed, name: names[index] ?? needed })),
    });
  }
  return { part: { kind, node: id, given: given.map((step) => step.node) }, given };
}
