import type { PlanNode } from "#lib/flow/plan.ts";
import { clock } from "../clock.ts";
import type { RunState } from "./run-state.ts";

/** How a run ends at a `stop` or `fail` node (SEMANTICS graph-6). */
export function endInWords(node: PlanNode | undefined, words: string): RunState {
  if (node?.built === "fail") {
    return { status: "failed", error: { class: "fatal", code: "failed_on_purpose", message: words, node: node.id, attempts: 1, at: clock.date().toISOString() } };
  }
  return { status: "succeeded", reason: words };
}
