import { effectsOf, findRun, type RunRow, type StepRunRow, stepRunsOf } from "#db/queries/runs.ts";
import { findFlow } from "#db/queries/flows.ts";
import { AppError } from "#lib/errors.ts";
import { downstreamOf, isSameNode, reusedNodes } from "#lib/flow/replay-plan.ts";
import type { Plan } from "#lib/flow/plan.ts";
import { database } from "../database.ts";
import { loadPlan } from "../engine/load-plan.ts";
import { isBare } from "../retention/bucket.ts";
import { runtime } from "../runtime.ts";
import { runNotFound } from "./run-answer.ts";

/** Nodes that wait for a time, an event or a decision. */
const waiting = new Set(["wait", "wait-event", "approval"]);

export interface ReplayPlan {
  run: RunRow;
  plan: Plan;
  version: number | null;
  /** Published now. */
  latest: number | null;
  snapshot: string | null;
  /** Nodes whose recorded results are taken over. */
  reused: string[];
  /** Waits that were passed and would come again: they are not repeated, unless it is done anew (SEMANTICS step-9). */
  passed: string[];
  /** The trigger's result is taken over too. */
  takesTrigger: boolean;
  /** Nodes that run again. */
  again: string[];
  /** Effects of those that are confirmed: skipped, unless they are to be done again. */
  confirmed: { node: string; count: number }[];
  /** And those of which nobody knows whether they arrived. */
  unknown: { node: string; count: number }[];
}

/** `failed`: everything that failed, and what comes after it. */
export type ReplayFrom = { step: string } | "failed" | "start";

/** Steps whose failure nothing in the flow has dealt with. */
function failedSteps(run: RunRow, steps: readonly StepRunRow[]): string[] {
  const failed = steps.filter((step) => step.status === "failed" && step.port !== "error").map((step) => step.nodeId);
  const cause = run.error?.node;
  return [...new Set([...(cause === undefined ? [] : [cause]), ...failed])];
}

/** What a replay does, before it is done. @throws AppError not_found, or precondition where it cannot be. */
export async function planReplay(workspaceId: string, input: { run: string; from: ReplayFrom; version: "same" | "latest" }): Promise<ReplayPlan> {
  const db = database();
  const { pool } = runtime();
  const found = await findRun(db, workspaceId, input.run);
  if (!found) throw runNotFound();
  const { run } = found;
  if (isBare(run.bucket)) throw new AppError("precondition", "This flow keeps no data of its runs, so replay is off. Let it keep data, then later runs can be replayed.");
  const flow = await findFlow(db, workspaceId, run.flowId);
  if (!flow) throw new AppError("precondition", "The flow of this run was deleted, so it cannot be run again.");
  if (input.version === "latest" && flow.liveVersion === null) throw new AppError("precondition", "The flow is not published. Replay the version that ran.");
  const version = input.version === "latest" ? flow.liveVersion : run.version;
  const snapshot = version === null ? run.snapshot : null;
  const [then, plan] = await Promise.all([
    loadPlan(pool, { workspaceId, bucket: run.bucket, flowId: run.flowId, version: run.version, snapshot: run.snapshot }),
    loadPlan(pool, { workspaceId, bucket: run.bucket, flowId: run.flowId, version, snapshot }),
  ]);
  if (typeof input.from === "object" && !plan.nodes.has(input.from.step)) throw new AppError("invalid", "That step is not in this version. Choose another step, or replay from the start.");
  const steps = await stepRunsOf(db, run);
  const succeeded = new Set(steps.filter((step) => step.status === "succeeded").map((step) => step.nodeId));
  const settled = new Set(steps.filter((step) => step.status === "succeeded" || step.status === "failed" || step.status === "skipped").map((step) => step.nodeId));
  const wanted = input.from === "start" ? [] : input.from === "failed" ? failedSteps(run, steps) : [input.from.step];
  // What failed and is not there any more cannot be begun at: then it is done from the start.
  const from = wanted.length > 0 && wanted.every((id) => plan.nodes.has(id)) ? wanted : [plan.trigger];
  const isFromStart = from.includes(plan.trigger);
  const reused = isFromStart ? new Set<string>() : from.map((id) => reusedNodes(then, plan, id)).reduce((all, one) => all.intersection(one));
  // What did not settle cannot be taken over, nor what came after it.
  for (const id of new Set(reused)) if (!settled.has(id)) for (const later of downstreamOf(plan, id)) reused.delete(later);
  const passed = [...plan.nodes.values()].filter((node) => {
    const before = then.nodes.get(node.id);
    return waiting.has(node.built ?? "") && !reused.has(node.id) && succeeded.has(node.id) && before !== undefined && isSameNode(before, node);
  }).map((node) => node.id);
  const kept = new Set([...reused, ...passed]);
  const again = [...plan.nodes.keys()].filter((id) => !kept.has(id) && id !== plan.trigger);
  const counts = await effectsOf(db, workspaceId, run.id);
  const ofStatus = (wanted: string) => counts.filter(({ node, status }) => status === wanted && again.includes(node)).map(({ node, total }) => ({ node, count: total }));
  const confirmed = ofStatus("confirmed");
  const unknown = ofStatus("unknown");
  return { run, plan, version, latest: flow.liveVersion, snapshot, reused: [...reused], passed, takesTrigger: !isFromStart && settled.has(plan.trigger), again, confirmed, unknown };
}
