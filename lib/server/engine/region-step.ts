import { nodeTypes } from "#lib/connectors/registry.ts";
import { effectOfNode } from "#lib/flow/effect-of-node.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import { wholly } from "#lib/flow/taint.ts";
import { noCounts } from "#lib/flow/region-counts.ts";
import type { JsonObject } from "#lib/json.ts";
import type { RegionTrace } from "#lib/pipeline/frame-trace.ts";
import type { RegionProgress, RegionRequest } from "#lib/pipeline/region-request.ts";
import { clock } from "../clock.ts";
import type { StepRecord } from "./run-recorder.ts";
import type { StepEnd, StepRun } from "./step-run.ts";
import { mockOf, testRecords } from "./test-options.ts";

/** What a source or sink that did nothing tells of it (SEMANTICS graph-3). */
export function zeroOutput(node: Pick<PlanNode, "kind" | "built">): JsonObject {
  if (node.kind === "source") return { read: 0, filtered: 0, rejected: 0, written: {}, cursor: null, window: null };
  return { read: 0, written: 0, rejected: 0, ...(node.built === "collect" ? { items: [] } : {}) };
}

type Record = (node: string, record: StepRecord, output: JsonObject | undefined) => void;

function isWrite(node: PlanNode): boolean {
  const type = nodeTypes.get(node.type);
  return type !== undefined && effectOfNode(node, type) === "write";
}

/** Members that a test-run leaves out: sinks, and actions that may write (SEMANTICS test-1). */
function leftOut(step: StepRun): string[] {
  const { plan, test } = step.run;
  return (plan.regions.get(step.node.id)?.members ?? []).filter((id) => {
    const member = plan.nodes.get(id);
    if (!test || !member || member.settings.disabled || test.send.has(id)) return false;
    if (mockOf(test, id)) return true;
    return member.built !== "collect" && (member.kind === "sink" || isWrite(member));
  });
}

function recordMembers(step: StepRun, progress: Extract<RegionProgress, { status: "done" | "failed" }>, record: Record): void {
  const { run, node } = step;
  const simulated = new Set(leftOut(step));
  const finishedAt = clock.date();
  const startedAt = step.open?.startedAt ?? finishedAt;
  for (const id of run.plan.regions.get(node.id)?.members ?? []) {
    // What is made from simulated records is simulated too (SEMANTICS test-1).
    if (run.plan.nodes.get(id)?.incoming.some((edge) => simulated.has(edge.from))) simulated.add(id);
    const output = progress.status === "done" ? progress.outputs[id] : undefined;
    const status = progress.status === "done" ? "succeeded" : "cancelled";
    record(id, { node: id, status, port: progress.status === "done" ? "out" : null, startedAt, finishedAt, counts: progress.counts[id] ?? noCounts, simulated: simulated.has(id), ...traceOf(step, id, progress.trace) }, output);
  }
}

/** What a test-run did not write at a member, and whether what it gives at the end is simulated. */
function traceOf({ run, node }: StepRun, id: string, trace: RegionTrace | undefined): Pick<StepRecord, "taint" | "planned"> {
  if (run.test === null || trace === undefined) return {};
  const mocked = mockOf(run.test, id) !== undefined;
  const isLeft = mocked || trace.writes[id] !== undefined;
  const member = run.plan.nodes.get(id);
  const isTainted = member?.kind === "sink" && (isLeft || trace.touched.includes(id));
  return { ...(isTainted ? { taint: wholly } : {}), ...(isLeft && id !== node.id ? { planned: { writes: trace.writes[id] ?? [], standIn: mocked ? "mock" : "sample" } as const } : {}) };
}

/** Results and failures to use instead of running a node, as the region takes them. */
function mocksFor({ test }: StepRun["run"]): Pick<NonNullable<RegionRequest["test"]>, "mocks" | "errors"> {
  const entries = Object.entries(test?.mocks ?? {});
  return {
    mocks: Object.fromEntries(entries.flatMap(([id, mock]) => ("value" in mock ? [[id, mock.value]] : []))),
    errors: Object.fromEntries(entries.flatMap(([id, mock]) => ("error" in mock ? [[id, mock.error]] : []))),
  };
}

/** What the source tells at the end is simulated as far as what it counts is. */
function sourceTaint({ run, node, trace }: StepRun, region: RegionTrace | undefined): Pick<StepRecord, "taint"> {
  if (trace === null) return {};
  const touched = [...(region?.touched ?? []), ...Object.keys(region?.writes ?? {})];
  return { taint: mockOf(run.test, node.id) ? wholly : trace.settleSource(node, run.plan.regions.get(node.id)?.members ?? [], new Set(touched)) };
}

/**
 * Moves a records region on by one slice in its own process; begun again until the region ends. Then the source and all
 * of its members settle together (SEMANTICS region-4).
 */
export async function regionStep(step: StepRun, record: Record): Promise<StepEnd> {
  const { run, node, recorder, services, signal } = step;
  const startedAt = step.open?.startedAt ?? clock.date();
  const state = { startedAt, dueAt: null, childRun: null };
  if (!step.open) {
    recorder.step({ node: node.id, status: "running", startedAt });
    // What the region refers to is read from what is stored.
    await step.commit();
  }
  const request: RegionRequest = {
    workspaceId: run.workspaceId, flowId: run.flowId, runId: run.runId, fence: recorder.fence, source: node.id,
    test: run.test ? { records: testRecords, simulate: leftOut(step), ...mocksFor(run), taints: step.trace?.taints() ?? {} } : null,
  };
  const progress = await services.region(request, signal);
  switch (progress.status) {
    case "more":
      recorder.step({ node: node.id, status: "running", startedAt });
      return { end: "parked", until: clock.date(), state };
    case "later": {
      const until = new Date(progress.until);
      recorder.step({ node: node.id, status: "waiting", startedAt, dueAt: until });
      return { end: "parked", until, state };
    }
    case "skipped": {
      for (const id of run.plan.regions.get(node.id)?.members ?? []) {
        const member = run.plan.nodes.get(id);
        record(id, { node: id, status: "succeeded", port: "out", startedAt, finishedAt: clock.date(), counts: noCounts }, member?.kind === "sink" ? zeroOutput(member) : undefined);
      }
      return { end: "succeeded", port: "done", output: zeroOutput(node), record: { startedAt, counts: noCounts } };
    }
    case "done":
      recordMembers(step, progress, record);
      return { end: "succeeded", port: "done", output: progress.outputs[node.id] ?? zeroOutput(node), record: { startedAt, counts: progress.counts[node.id] ?? noCounts, ...sourceTaint(step, progress.trace) } };
    case "failed":
      recordMembers(step, progress, record);
      return { end: "failed", error: { ...progress.error, node: progress.error.node ?? node.id, ...progress.summary }, record: { startedAt, counts: progress.counts[node.id] ?? noCounts } };
    case "lost":
      signal.throwIfAborted();
      return { end: "parked", until: clock.date(), state };
  }
}
