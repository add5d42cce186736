import { type NodeCounts, noCounts } from "#lib/flow/region-counts.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { RegionNode, RegionProgram } from "./compile-region.ts";
import type { RegionProgress } from "./region-request.ts";
import type { Counts } from "./region-stores.ts";

export function addCounts(one: Counts, other: Counts): Counts {
  const sum: Counts = { ...one };
  for (const [node, more] of Object.entries(other)) {
    const so = sum[node] ?? noCounts;
    sum[node] = { in: so.in + more.in, out: so.out + more.out, filtered: so.filtered + more.filtered, rejected: so.rejected + more.rejected, written: so.written + more.written };
  }
  return sum;
}

export function totalOf(counts: Counts, key: keyof NodeCounts): number {
  return Object.values(counts).reduce((sum, node) => sum + node[key], 0);
}

/** What `done` and a failure tell of a region (SEMANTICS region-4). */
export function summaryOf({ source, sinks }: RegionProgram, counts: Counts, cursor: Json): JsonObject {
  return {
    read: counts[source.node.id]?.out ?? 0,
    filtered: totalOf(counts, "filtered"),
    rejected: totalOf(counts, "rejected"),
    written: Object.fromEntries(sinks.map(({ node }) => [node.id, counts[node.id]?.written ?? 0])),
    cursor,
    window: null,
  };
}

/** @param more what the sink itself adds. */
export function sinkOutput({ node, standIn }: RegionNode, counts: Counts, more: JsonObject): JsonObject {
  // A sink that is turned off did nothing (SEMANTICS graph-3).
  if (node.settings.disabled) return { read: 0, written: 0, rejected: 0, ...more };
  const { in: read, written, rejected } = counts[node.id] ?? noCounts;
  const mock = standIn?.value;
  if (typeof mock === "object" && mock !== null && !Array.isArray(mock)) return mock;
  return { read, written, rejected, ...more };
}

/** Every node of the region, also those that no record reached. */
function everyCount({ source, early, late }: RegionProgram, counts: Counts): Counts {
  return Object.fromEntries([source, ...early, ...late].map(({ node }) => [node.id, counts[node.id] ?? noCounts]));
}

export function failedProgress(program: RegionProgram, counts: Counts, cursor: Json, error: RunError): RegionProgress {
  return { status: "failed", error, summary: summaryOf(program, counts, cursor), counts: everyCount(program, counts) };
}

/** @param sinks what each sink puts out. */
export function doneProgress(program: RegionProgram, counts: Counts, cursor: Json, sinks: { [node: string]: JsonObject }): RegionProgress {
  return { status: "done", outputs: { ...sinks, [program.source.node.id]: summaryOf(program, counts, cursor) }, counts: everyCount(program, counts) };
}
