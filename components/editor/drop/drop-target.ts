import type { FlowNode } from "#lib/flow/document.schema.ts";
import type { NodeType } from "#lib/flow/node-type.ts";
import type { EditorState } from "../editor-store.ts";
import { whyNotOnEdge } from "../insert-on-edge.ts";
import { whyNotReplace } from "../replace-node.ts";

export type DropTarget = { kind: "edge"; id: string; element: Element } | { kind: "node"; id: string; element: Element };

/** Whether nothing is joined to a node, so that it may be put on an edge or in the place of another. */
export function isLoose({ document }: Pick<EditorState, "document">, id: string): boolean {
  return document.edges.every((edge) => edge.from.node !== id && edge.to.node !== id);
}

/** The edge or node under a point that takes what is dropped there; null where it would simply lie on the canvas. */
export function dropTargetAt({ document, nodeTypes }: Pick<EditorState, "document" | "nodeTypes">, what: NodeType | FlowNode, x: number, y: number): DropTarget | null {
  for (const element of window.document.elementsFromPoint(x, y)) {
    const node = element.closest(".react-flow__node");
    const nodeId = node?.getAttribute("data-id");
    if (node && nodeId != null && nodeId !== ("kind" in what ? null : what.id)) {
      const type = "kind" in what ? what : nodeTypes.get(what.type);
      return type && whyNotReplace(document, nodeTypes, nodeId, type) === null ? { kind: "node", id: nodeId, element: node } : null;
    }
    const edge = element.closest(".react-flow__edge");
    const edgeId = edge?.getAttribute("data-id");
    if (edge && edgeId != null && whyNotOnEdge(document, nodeTypes, edgeId, what) === null) return { kind: "edge", id: edgeId, element: edge };
    if (element.classList.contains("react-flow__pane")) return null;
  }
  return null;
}
