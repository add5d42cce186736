"use client";

import { Plus, Replace } from "lucide-react";
import type { Position } from "#lib/flow/operations/operation.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { insertNode } from "../insert-node.ts";
import { ListBox } from "../palette/list-box.tsx";
import { usePanelPlace } from "../palette/use-panel-place.ts";
import { replaceNode } from "../replace-node.ts";

export interface DropPanelProps {
  onto: string;
  what: { type: string } | { node: string };
  at: Position;
  anchor: Position;
}

/** A step was dropped on another: it may take its place, or lie beside it. */
export function DropPanel({ onto, what, at, anchor }: DropPanelProps) {
  const session = useEditorSession();
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const place = usePanelPlace(anchor);
  const old = document.nodes.find((node) => node.id === onto);
  const given = "node" in what ? document.nodes.find((node) => node.id === what.node) : undefined;
  const type = nodeTypes.get("type" in what ? what.type : (given?.type ?? ""));
  if (!old || !type) return null;
  const replacement = replaceNode(document, nodeTypes, onto, type, given);
  const name = given?.name ?? type.title;
  const lost = replacement ? replacement.had - replacement.kept : 0;
  const keeps = lost === 0 ? "keeps its connections" : `loses ${lost} of ${replacement?.had ?? 0} connections`;

  function close() {
    session.store.getState().show(null);
  }
  function choose(id: string) {
    const state = session.store.getState();
    close();
    if (id === "replace" && replacement) {
      state.perform(replacement.operations);
      state.select({ nodes: [onto] });
    } else if (id === "beside" && "type" in what && type) {
      const inserted = insertNode(document, nodeTypes, type, { at });
      state.dispatch(inserted.operation);
      state.select({ nodes: [inserted.id] });
    }
  }
  const label = `${name}, dropped on ${old.name}`;
  return (
    <section {...place} aria-label={label}>
      <ListBox
        label={label}
        placeholder={label}
        items={[
          { id: "replace", group: "What now", unavailable: null, words: "replace", face: <><Replace className="ic" aria-hidden /><span className="cmd-title">Replace “{old.name}”</span><span className="small faint cut cmd-about">{keeps}</span></> },
          { id: "beside", group: "What now", unavailable: null, words: "beside", face: <><Plus className="ic" aria-hidden /><span className="cmd-title">{"type" in what ? "Add it beside" : "Leave it here"}</span></> },
        ]}
        empty="Nothing is called that."
        onChoose={choose}
        onClose={close}
      />
    </section>
  );
}
