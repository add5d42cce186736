import type { PlanNode } from "#lib/flow/plan.ts";
import type { Outcome } from "#lib/flow/walk.ts";
import type { SettledStep } from "./load-run.ts";

/** Whether a node ends the run (SEMANTICS graph-6). */
export function isEnd(node: PlanNode): boolean {
  return node.built === "stop" || node.built === "fail";
}

/** How a node that was recorded settles in the walk. */
export function recordedOutcome(node: PlanNode, { status, port }: SettledStep): Outcome {
  if (isEnd(node)) return { status: "ended" };
  return status === "succeeded" ? { status, port: port ?? "out" } : { status };
}
