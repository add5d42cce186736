import type { FoundReference } from "#lib/flow/bindings/references.ts";
import type { DependsOn, PlannedWrite } from "#lib/flow/planned-write.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import { clean, simulatedReads, type Taint, taintOfResult } from "#lib/flow/taint.ts";
import type { Frame } from "./frame.ts";

/** What a node of a test-run's region reads, and what before the region is simulated. */
export interface Traced {
  references: readonly FoundReference[];
  outside: { readonly [node: string]: Taint };
}

interface TracedNode {
  readonly node: Pick<PlanNode, "built">;
  /** Null but in a test-run. */
  readonly traced: Traced | null;
}

/** What a test-run of a region has to tell besides its counts. */
export interface RegionTrace {
  /** What was not written, by node. */
  writes: { [node: string]: PlannedWrite[] };
  /** Nodes that simulated records came to. */
  touched: string[];
}

const deciding: ReadonlySet<string> = new Set(["branch", "switch", "filter", "deduplicate"]);

function taintAt(frame: Frame, { outside }: Traced): (node: string) => Taint {
  return (node) => {
    for (let step = frame.lineage; step !== null; step = step.before) if (step.node === node) return step.taint ?? clean;
    return outside[node] ?? clean;
  };
}

/** The simulated values that a node's settings read for this record. */
export function dependsOf({ traced }: Pick<TracedNode, "traced">, frame: Frame): DependsOn[] {
  return traced === null ? [] : simulatedReads(traced.references, taintAt(frame, traced)).map(({ field, node, path }) => ({ field, node, path }));
}

/** What of a value that a node makes of a record is simulated. */
export function taintOfMade({ node, traced }: TracedNode, frame: Frame): Taint {
  return traced === null ? clean : taintOfResult(node.built, traced.references, taintAt(frame, traced));
}

/** Whether the way a record takes from here on is a simulated value's doing. */
export function isUndecided(from: TracedNode, frame: Frame): boolean {
  return frame.undecided === true || (deciding.has(from.node.built ?? "") && dependsOf(from, frame).length > 0);
}

export function isTouched({ taint = clean, undecided }: Frame): boolean {
  return undecided === true || taint.length > 0;
}

/** A region's trace with one more chunk. */
export function addTrace(before: RegionTrace | null, chunk: { writes: ReadonlyMap<string, PlannedWrite[]>; touched: ReadonlySet<string> }): RegionTrace {
  const writes = { ...before?.writes };
  for (const [node, more] of chunk.writes) writes[node] = [...(writes[node] ?? []), ...more];
  return { writes, touched: [...new Set([...(before?.touched ?? []), ...chunk.touched])] };
}
