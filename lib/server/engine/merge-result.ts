import type { PlanNode } from "#lib/flow/plan.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Merged } from "#lib/flow/walk.ts";
import { clock } from "../clock.ts";
import type { Json, JsonObject } from "#lib/json.ts";

/** What a merge gives with what has come (SEMANTICS graph-5): each edge's value by its name, or why it cannot. */
export function mergeResult(node: PlanNode, merged: Merged | undefined, scope: ReadonlyMap<string, Json>): { port: string; output: JsonObject } | { error: RunError } {
  if (merged?.port === "error") {
    return { error: { class: "fatal", code: "merge_unreachable", message: "Fewer paths can arrive than this merge waits for.", node: node.id, attempts: 1, at: clock.date().toISOString() } };
  }
  const taken = new Set(merged?.taken);
  const output: JsonObject = {};
  for (const edge of node.incoming) output[edge.name] = taken.has(edge.id) ? (scope.get(edge.from) ?? null) : null;
  return { port: merged?.port ?? "out", output };
}
