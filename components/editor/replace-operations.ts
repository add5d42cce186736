import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";

/** One document turned into another by ordinary operations, so that even this can be undone. */
export function replaceOperations(before: FlowDocument, next: FlowDocument): Operation[] {
  return [
    { type: "remove", nodes: before.nodes.map((node) => node.id), edges: before.edges.map((edge) => edge.id) },
    {
      type: "add-nodes",
      nodes: next.nodes.map((node) => ({ node, at: next.layout.nodes[node.id] ?? { x: 0, y: 0 } })),
      edges: next.edges.map((edge) => ({ edge })),
    },
  ];
}
