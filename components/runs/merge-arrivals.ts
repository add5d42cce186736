import type { RunDetail, StepRun } from "#lib/contracts/runs.schema.ts";
import { edgeNames } from "#lib/flow/edge-names.ts";
import { isJsonObject } from "#lib/json.ts";

export interface MergeArrivals {
  arrived: string[];
  missing: string[];
  /** Steps that ended after it had gone on. */
  late: string[];
}

/** Which paths a merge went on with (SEMANTICS graph-5), by the names its output gives them; null before it did. */
export function mergeArrivals(run: RunDetail, step: StepRun): MergeArrivals | null {
  if (step.output?.kind !== "inline" || !isJsonObject(step.output.value)) return null;
  const names = edgeNames(run.document);
  const result = step.output.value;
  const found: MergeArrivals = { arrived: [], missing: [], late: [] };
  for (const edge of run.document.edges) {
    if (edge.to.node !== step.node) continue;
    const name = names.get(edge.id) ?? edge.id;
    const from = run.steps.find((candidate) => candidate.node === edge.from.node);
    if (result[name] !== null && result[name] !== undefined) found.arrived.push(name);
    else if (from?.late) found.late.push(name);
    else found.missing.push(name);
  }
  return found;
}
