import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";

/** One document turned into another by ordinary operations, so that even this can be undone. */
export function replaceOperations(before: FlowDocument, next: FlowDocument): Operation[] {
  const gone = <Value>(record: Readonly<Record<string, Value>> | undefined): Record<string, Value | null> => Object.fromEntries(Object.keys(record ?? {}).map((id) => [id, null]));
  return [
    { type: "remove", nodes: before.nodes.map((node) => node.id), edges: before.edges.map((edge) => edge.id), groups: gone(before.layout.groups) },
    { type: "set-notes", notes: { ...gone(before.layout.notes), ...next.layout.notes } },
    {
      type: "add-nodes",
      nodes: next.nodes.map((node) => ({ node, at: next.layout.nodes[node.id] ?? { x: 0, y: 0 } })),
      edges: next.edges.map((edge) => ({ edge })),
      groups: next.layout.groups ?? {},
    },
  ];
}
