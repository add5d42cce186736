import type { FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import { graphOf } from "#lib/flow/graph.ts";

/** A flow's steps in the order in which they run, for a strip. */
export function shapeOf(document: FlowDocument): FlowNode[] {
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const { order, cyclic } = graphOf(document);
  return [...order, ...cyclic].flatMap((id) => byId.get(id) ?? []);
}
