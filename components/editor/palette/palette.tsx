"use client";

import { useMemo } from "react";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import type { NodeKind, NodeType } from "#lib/flow/node-type.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import type { EditorState, PaletteRequest } from "../editor-store.ts";
import { insertNode, whyNotInsert } from "../insert-node.ts";
import { insertOnEdge, whyNotOnEdge } from "../insert-on-edge.ts";
import { replaceNode, whyNotReplace } from "../replace-node.ts";
import { draggedType } from "./dragged-type.ts";
import { ListBox, type ListBoxItem } from "./list-box.tsx";
import { usePanelPlace } from "./use-panel-place.ts";

const groups: Record<NodeKind, string> = { trigger: "Triggers", action: "Actions", logic: "Logic", source: "Sources", stream: "Records", sink: "Sinks" };
const unfit = "Does not fit here";

function firstSentence(text: string): string {
  return /^[^.]*/.exec(text)?.[0] ?? text;
}

function whyNot(document: EditorState["document"], types: EditorState["nodeTypes"], type: NodeType, { edge, replace, from }: PaletteRequest): string | null {
  if (edge !== undefined) return whyNotOnEdge(document, types, edge, type);
  return replace === undefined ? whyNotInsert(document, types, type, from) : whyNotReplace(document, types, replace, type);
}

/** What a choice does: operations of one mark, and the node that is then selected. */
function chosen(document: EditorState["document"], types: EditorState["nodeTypes"], type: NodeType, request: PaletteRequest) {
  if (request.edge !== undefined) return insertOnEdge(document, types, request.edge, type);
  if (request.replace === undefined) {
    const { operation, id } = insertNode(document, types, type, request);
    return { operations: [operation], id };
  }
  const replaced = replaceNode(document, types, request.replace, type);
  return replaced && { operations: replaced.operations, id: request.replace };
}

function labelOf({ edge, replace, from }: PaletteRequest, document: EditorState["document"]): { label: string; placeholder: string } {
  const nameOf = (id: string | undefined) => document.nodes.find((node) => node.id === id)?.name ?? "";
  if (replace !== undefined) return { label: `Replace ${nameOf(replace)}`, placeholder: `Instead of ${nameOf(replace)}: find a step` };
  const on = document.edges.find(({ id }) => id === edge);
  if (on) return { label: `Add a step between ${nameOf(on.from.node)} and ${nameOf(on.to.node)}`, placeholder: `Between ${nameOf(on.from.node)} and ${nameOf(on.to.node)}: find a step` };
  if (!from) return { label: "Add a step", placeholder: "Find a step" };
  const side = from.side === "source" ? "after" : "before";
  return { label: `Add a step ${side} ${nameOf(from.node)}`, placeholder: `${side === "after" ? "After" : "Before"} ${nameOf(from.node)}: find a step` };
}

function itemOf(type: NodeType, why: string | null, onDrag: () => void): ListBoxItem {
  return {
    id: type.type,
    group: why === null ? groups[type.kind] : unfit,
    unavailable: why,
    words: `${type.title} ${type.description} ${type.connector}`,
    drag: [draggedType, type.type],
    onDrag,
    face: (
      <>
        <NodeIcon icon={type.icon} title={type.title} />
        <span className="cmd-title">{type.title}</span>
        {why === null ? <span className="small faint cut cmd-about">{firstSentence(type.description)}</span> : null}
      </>
    ),
  };
}

/** What can be put on the canvas, what fits first; by Enter or click it is connected, by dragging it lands where it is dropped. */
export function Palette({ request }: { request: PaletteRequest }) {
  const session = useEditorSession();
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const place = usePanelPlace(request.anchor);
  const items = useMemo(() => {
    const order = Object.keys(groups);
    const all = [...nodeTypes.values()].filter((type) => type.off === undefined).map((type) => itemOf(type, whyNot(document, nodeTypes, type, request), () => (session.view.dragged = type.type)));
    const rank = (item: ListBoxItem) => (item.unavailable === null ? order.indexOf(nodeTypes.get(item.id)?.kind ?? "") : order.length);
    return all.toSorted((a, b) => rank(a) - rank(b));
  }, [document, nodeTypes, request, session]);

  function close() {
    session.store.getState().show(null);
    const back = request.from?.node ?? request.replace ?? request.edge;
    if (back !== undefined) session.view.canvas?.focus(back);
  }
  function choose(id: string) {
    const state = session.store.getState();
    const type = state.nodeTypes.get(id);
    if (!type || state.readOnly) return;
    const inserted = chosen(state.document, state.nodeTypes, type, request);
    state.show(null);
    if (!inserted) return;
    state.perform(inserted.operations);
    state.select({ nodes: [inserted.id] });
    session.view.canvas?.keepVisible(inserted.id);
    session.view.canvas?.focus(inserted.id);
  }
  const { label, placeholder } = labelOf(request, document);
  return (
    <section {...place} aria-label={label}>
      <ListBox label={label} placeholder={placeholder} items={items} empty="Nothing is called that." onChoose={choose} onClose={close} />
    </section>
  );
}
