"use client";

import { ListTree, Plus, Waypoints } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { Canvas } from "./canvas.tsx";
import { addStep } from "./commands/editor-commands.ts";
import { useEditor, useEditorSession } from "./editor-context.tsx";
import type { EditorState } from "./editor-store.ts";
import { EmptyCanvas } from "./empty-canvas.tsx";
import { IssuesButton } from "./issues/issues-button.tsx";
import { IssuesPanel } from "./issues/issues-panel.tsx";
import { OpenPanel } from "./open-panel.tsx";
import { Outline } from "./outline/outline.tsx";
import { walkOrder } from "./project.ts";

const Inspector = lazyPart(async () => (await import("./inspector/inspector.tsx")).Inspector, { waiting: <div className="dock" aria-busy="true" /> });

function selectedNode({ selection, document }: EditorState): FlowNode | undefined {
  return selection.nodes.length === 1 ? document.nodes.find((node) => node.id === selection.nodes[0]) : undefined;
}

/** The editor on a narrow screen: an outline, or the canvas; the chosen step in a sheet. */
export function NarrowBody() {
  const session = useEditorSession();
  const { store } = session;
  const [showCanvas, setShowCanvas] = useState(false);
  const empty = useEditor((state) => state.document.nodes.length === 0);
  const issuesOpen = useEditor((state) => state.issuesOpen);
  const readOnly = useEditor((state) => state.readOnly);
  const sheetOpen = useEditor((state) => state.sheetOpen);
  const selected = useEditor(selectedNode);

  function add() {
    const { document, selection, select } = store.getState();
    const last = walkOrder(document).at(-1);
    if (selection.nodes.length !== 1 && last !== undefined) select({ nodes: [last] });
    addStep.perform(session);
  }
  return (
    <>
      <div className="ed-bar row">
        <Button size="s" aria-pressed={showCanvas} onClick={() => setShowCanvas(!showCanvas)}>
          {showCanvas ? <ListTree className="ic ic-s" aria-hidden /> : <Waypoints className="ic ic-s" aria-hidden />}
          {showCanvas ? "Show outline" : "Show canvas"}
        </Button>
        <span className="grow" />
        <IssuesButton />
      </div>
      {issuesOpen ? <IssuesPanel /> : null}
      {showCanvas ? <section className="canvas ed-canvas" aria-label="Canvas"><Canvas /></section> : (
        <section className="canvas is-outline" aria-label="Steps">
          {empty ? <EmptyCanvas /> : <Outline />}
          {readOnly || empty ? null : <Button className="ol-add" onClick={add}><Plus className="ic" aria-hidden />Add a step</Button>}
        </section>
      )}
      <OpenPanel />
      {selected && sheetOpen ? (
        <Sheet label={selected.name} onClose={() => store.getState().set({ sheetOpen: false })}>
          <Inspector node={selected} narrow onClose={() => store.getState().set({ sheetOpen: false })} />
        </Sheet>
      ) : null}
    </>
  );
}

/** A full-height sheet: the native dialog keeps the focus inside and gives it back. */
function Sheet({ label, onClose, children }: { label: string; onClose: () => void; children: ReactNode }) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className="ed-sheet"
      aria-label={label}
      onClose={() => {
        if (!element.current?.open) onClose();
      }}
    >
      {children}
    </dialog>
  );
}
