import type { FlowDocument, FlowEdge } from "./document.schema.ts";
import type { Graph } from "./graph.ts";
import { donePort, type NodeTypes } from "./node-type.ts";
import type { Regions } from "./regions.ts";

export interface Reach {
  /** Everything a node may refer to (SEMANTICS graph-1). */
  all: ReadonlySet<string>;
  /** What has an output whenever the node runs (SEMANTICS graph-2). */
  certain: ReadonlySet<string>;
}

const nothing: Reach = { all: new Set(), certain: new Set() };

/**
 * For each node what it may refer to. A value that leaves a region (`done`, a sink's summary) comes after all of it, so
 * it brings the source, every sink and what lies before the source, but none of the nodes inside (SEMANTICS region-2).
 */
export function ancestryOf(document: FlowDocument, types: NodeTypes, graph: Graph, regions: Regions): Map<string, Reach> {
  const kinds = new Map(document.nodes.map((node) => [node.id, types.get(node.type)?.kind]));
  const sinks = Map.groupBy(document.nodes.filter((node) => kinds.get(node.id) === "sink").flatMap((node) => (regions.sources.get(node.id) ?? []).map((source) => ({ source, sink: node.id }))), ({ source }) => source);
  const ancestry = new Map<string, Reach>();

  const along = (edge: FlowEdge): Reach => {
    const [source] = regions.sources.get(edge.from.node) ?? [];
    const leaves = edge.carries === "value" && source !== undefined && (edge.from.port === donePort || kinds.get(edge.from.node) === "sink");
    if (!leaves) {
      const before = ancestry.get(edge.from.node) ?? nothing;
      // Through its error port a node gives its error (SEMANTICS graph-4), so it has something to refer to either way.
      return { all: new Set(before.all).add(edge.from.node), certain: new Set(before.certain).add(edge.from.node) };
    }
    const before = ancestry.get(source) ?? nothing;
    const ends = [source, ...(sinks.get(source) ?? []).map(({ sink }) => sink)];
    return { all: new Set([...before.all, ...ends]), certain: new Set([...before.certain, ...ends]) };
  };

  for (const id of graph.order) {
    const all = new Set<string>();
    let certain: Set<string> | undefined;
    for (const edge of graph.incoming.get(id) ?? []) {
      const reach = along(edge);
      for (const ancestor of reach.all) all.add(ancestor);
      certain = certain === undefined ? new Set(reach.certain) : certain.intersection(reach.certain);
    }
    ancestry.set(id, { all, certain: certain ?? new Set() });
  }
  return ancestry;
}
