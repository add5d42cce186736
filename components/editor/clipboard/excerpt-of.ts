import type { FlowDocument, Group } from "#lib/flow/document.schema.ts";
import type { Selection } from "../editor-store.ts";

/** A part of a document as a document of its own, so that the same JSON can be pasted here, sent to the API or read by a person. */
export function excerptOf(document: FlowDocument, selection: Pick<Selection, "nodes" | "notes">): FlowDocument {
  const nodes = new Set(selection.nodes);
  const groups: Record<string, Group> = {};
  for (const [id, group] of Object.entries(document.layout.groups ?? {})) {
    const inside = group.nodes.filter((node) => nodes.has(node));
    // A group goes along as a whole: a part of one is only its steps.
    if (inside.length > 0 && inside.length === group.nodes.length) groups[id] = group;
  }
  const notes = Object.fromEntries(Object.entries(document.layout.notes ?? {}).filter(([id]) => selection.notes.includes(id)));
  return {
    schemaVersion: document.schemaVersion,
    nodes: document.nodes.filter((node) => nodes.has(node.id)),
    edges: document.edges.filter((edge) => nodes.has(edge.from.node) && nodes.has(edge.to.node)),
    layout: {
      nodes: Object.fromEntries(Object.entries(document.layout.nodes).filter(([id]) => nodes.has(id))),
      ...(Object.keys(groups).length > 0 ? { groups } : {}),
      ...(Object.keys(notes).length > 0 ? { notes } : {}),
    },
  };
}
