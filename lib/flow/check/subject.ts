import { ancestryOf, type Reach } from "../ancestry.ts";
import type { FlowDocument, FlowNode } from "../document.schema.ts";
import { type Graph, graphOf } from "../graph.ts";
import type { NodeTypes } from "../node-type.ts";
import { type Regions, regionsOf } from "../regions.ts";

/** What every check looks at, worked out once. */
export interface Subject {
  document: FlowDocument;
  types: NodeTypes;
  nodes: ReadonlyMap<string, FlowNode>;
  graph: Graph;
  regions: Regions;
  reach: ReadonlyMap<string, Reach>;
}

export function subjectOf(document: FlowDocument, types: NodeTypes): Subject {
  const graph = graphOf(document);
  const regions = regionsOf(document, types, graph);
  return { document, types, graph, regions, nodes: new Map(document.nodes.map((node) => [node.id, node])), reach: ancestryOf(document, types, graph, regions) };
}
