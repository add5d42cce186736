import type { FlowDocument, FlowEdge } from "#lib/flow/document.schema.ts";
import { errorPort } from "#lib/flow/node-type.ts";
import type { StepState } from "./nodes/run-state.ts";

const amount = new Intl.NumberFormat("en-US");

/** How many records went along an edge, where the counts of its ends tell. */
function countOf(document: FlowDocument, edge: FlowEdge, steps: ReadonlyMap<string, StepState>): number | null {
  const records = document.edges.filter((candidate) => candidate.carries === "records");
  const into = steps.get(edge.to.node)?.counts;
  if (into && records.filter((candidate) => candidate.to.node === edge.to.node).length === 1) return into.in;
  const out = steps.get(edge.from.node)?.counts;
  return out && records.filter((candidate) => candidate.from.node === edge.from.node).length === 1 ? out.out : null;
}

/** Edges a run went along, by the port a step took, and how many records went along each channel. */
export function runEdges(document: FlowDocument, steps: ReadonlyMap<string, StepState>): { taken: Set<string>; counts: Map<string, string> } {
  const taken = new Set<string>();
  const counts = new Map<string, string>();
  for (const edge of document.edges) {
    const from = steps.get(edge.from.node);
    const to = steps.get(edge.to.node);
    if (edge.carries === "records") {
      const count = countOf(document, edge, steps);
      if (count !== null) counts.set(edge.id, amount.format(count));
      if (count === null ? from !== undefined && from.status !== "skipped" && to?.status !== "skipped" : count > 0) taken.add(edge.id);
      continue;
    }
    if (!from || from.status === "skipped") continue;
    const settled = from.status === "succeeded" || from.status === "failed";
    const port = from.port ?? (from.status === "failed" ? errorPort : null);
    // Where no port is told, any edge to a step that was not skipped.
    const along = port === null ? to !== undefined && to.status !== "skipped" : port === edge.from.port;
    if (settled && along) taken.add(edge.id);
  }
  return { taken, counts };
}
