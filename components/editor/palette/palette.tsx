"use client";

import { useMemo } from "react";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import type { NodeKind, NodeType } from "#lib/flow/node-type.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import type { PaletteRequest } from "../editor-store.ts";
import { insertNode, whyNotInsert } from "../insert-node.ts";
import { draggedType } from "./dragged-type.ts";
import { ListBox, type ListBoxItem } from "./list-box.tsx";

const groups: Record<NodeKind, string> = { trigger: "Triggers", action: "Actions", logic: "Logic", source: "Sources", stream: "Records", sink: "Sinks" };
const unfit = "Does not fit here";

function firstSentence(text: string): string {
  return /^[^.]*/.exec(text)?.[0] ?? text;
}

function itemOf(type: NodeType, why: string | null): ListBoxItem {
  return {
    id: type.type,
    group: why === null ? groups[type.kind] : unfit,
    unavailable: why,
    words: `${type.title} ${type.description} ${type.connector}`,
    drag: [draggedType, type.type],
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
  const { from, anchor } = request;
  const items = useMemo(() => {
    const order = Object.keys(groups);
    const all = [...nodeTypes.values()].filter((type) => type.off === undefined).map((type) => itemOf(type, whyNotInsert(document, nodeTypes, type, from)));
    const rank = (item: ListBoxItem) => (item.unavailable === null ? order.indexOf(nodeTypes.get(item.id)?.kind ?? "") : order.length);
    return all.toSorted((a, b) => rank(a) - rank(b));
  }, [document, nodeTypes, from]);

  function close() {
    session.store.getState().show(null);
    if (from) session.view.canvas?.focus(from.node);
  }
  function choose(id: string) {
    const state = session.store.getState();
    const type = state.nodeTypes.get(id);
    if (!type || state.readOnly) return;
    const inserted = insertNode(state.document, state.nodeTypes, type, request);
    state.dispatch(inserted.operation);
    state.show(null);
    state.select({ nodes: [inserted.id] });
    session.view.canvas?.keepVisible(inserted.id);
    session.view.canvas?.focus(inserted.id);
  }
  const fromName = from && document.nodes.find((node) => node.id === from.node)?.name;
  const label = fromName === undefined ? "Add a step" : from?.side === "source" ? `Add a step after ${fromName}` : `Add a step before ${fromName}`;
  return (
    <section className="cmd ed-panel" aria-label={label} style={anchor ? { left: `clamp(12px, ${anchor.x}px, calc(100% - 372px))`, top: `clamp(12px, ${anchor.y}px, calc(100% - 300px))` } : undefined}>
      <ListBox label={label} placeholder={fromName === undefined ? "Find a step" : `After ${fromName}: find a step`.replace("After", from?.side === "source" ? "After" : "Before")} items={items} empty="Nothing is called that." onChoose={choose} onClose={close} />
    </section>
  );
}
