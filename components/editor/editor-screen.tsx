"use client";

import { type CSSProperties, memo, useCallback, useEffect, useState } from "react";
import { useStore } from "zustand";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { afterPaint } from "./after-paint.ts";
import { Canvas } from "./canvas.tsx";
import { useEditor, useEditorSession } from "./editor-context.tsx";
import type { EditorState } from "./editor-store.ts";
import { EmptyCanvas } from "./empty-canvas.tsx";
import { DockResizer } from "./inspector/dock-resizer.tsx";
import { IssuesButton } from "./issues/issues-button.tsx";
import { IssuesPanel } from "./issues/issues-panel.tsx";
import { OpenPanel } from "./open-panel.tsx";
import { TestBar } from "./test-run/test-bar.tsx";
import { SaidLine } from "./toolbar/said-line.tsx";
import { CanvasTools } from "./toolbar/canvas-tools.tsx";
import { EditorHeader } from "./toolbar/editor-header.tsx";
import { FirstSteps } from "./tour/first-steps.tsx";
import { useNarrow } from "#components/ui/use-narrow.ts";
import type { Publishing } from "./use-publish.ts";

const dockHeight = 336;
/** Until somebody sets its height, the inspector leaves room for the canvas on a low screen. */
const lowDock = `max(180px, min(${dockHeight}px, 100dvh - 360px))`;

/** The inspector reads expressions, so it comes after the first paint. */
const loadInspector = async () => (await import("./inspector/inspector.tsx")).Inspector;
const Inspector = lazyPart(loadInspector, { waiting: <div className="dock" aria-busy="true" /> });
/** Of a phone and of a page that is zoomed in: a wide one has no use for it. */
const NarrowBody = lazyPart(async () => (await import("./narrow-body.tsx")).NarrowBody, { waiting: <section className="canvas is-outline" aria-busy="true" /> });
/** Told when something came back from the server, so there is a network to load them. */
const ConflictNotice = lazyPart(async () => (await import("./toolbar/conflict-notice.tsx")).ConflictNotice);
const PublishNotice = lazyPart(async () => (await import("./toolbar/publish-notice.tsx")).PublishNotice);
const RestoredNotice = lazyPart(async () => (await import("./versions/restored-notice.tsx")).RestoredNotice);
/** Few flows have something to say here, and none before it is drawn. */
const InstallNotice = lazyPart(async () => (await import("#components/templates/update/install-notice.tsx")).InstallNotice);
const RunOverlay = lazyPart(async () => (await import("./test-run/run-overlay.tsx")).RunOverlay);

function selectedNode({ selection, document }: EditorState): FlowNode | undefined {
  return selection.nodes.length === 1 ? document.nodes.find((node) => node.id === selection.nodes[0]) : undefined;
}

/** The editor's parts on the screen: header, canvas or outline, inspector. */
export function EditorScreen({ flow, publishing }: { flow: Flow; publishing: Publishing }) {
  const narrow = useNarrow();
  const state = useStore(publishing.state);
  const [height, setHeight] = useState<number | null>(null);
  // Its id alone: what is typed into it is drawn by the inspector, not by the whole screen.
  const selectedId = useEditor((editor) => selectedNode(editor)?.id);
  const { store, view, workspace, autosave } = useEditorSession();
  const isConflict = useStore(autosave.status, ({ status }) => status.kind === "conflict");
  const [isRestoring] = useState(() => new URLSearchParams(window.location.search).has("restore"));
  const [isPainted, setPainted] = useState(false);
  // A publish answers without it.
  const [isInstalled] = useState(flow.fromTemplate === true);
  const overlay = useEditor((editor) => editor.overlay);
  const readOnly = useEditor((editor) => editor.readOnly);
  // A dock that opened under a drag would push the canvas away from the hand.
  const dragging = useEditor((editor) => editor.dragging);
  const wanted = selectedId !== undefined && !narrow && !overlay;
  const [wasOpen, setWasOpen] = useState(false);
  if (!dragging && wasOpen !== wanted) setWasOpen(wanted);
  const docked = wanted && (!dragging || wasOpen);
  const close = useCallback(() => store.getState().select({}), [store]);
  useEffect(() => afterPaint(() => {
    void loadInspector();
    setPainted(true);
  }), []);
  // The inspector takes room from the canvas, so what was just chosen may lie under it.
  useEffect(() => {
    if (selectedId !== undefined) view.canvas?.keepVisible(selectedId);
  }, [selectedId, view]);
  const notices = (
    <div className="ed-notices">
      <FirstSteps />
      {isConflict ? <ConflictNotice /> : null}
      {isRestoring ? <RestoredNotice /> : null}
      {isInstalled && isPainted && !readOnly ? <InstallNotice workspace={workspace} flow={flow.id} /> : null}
      {state.kind === "idle" || state.kind === "busy" ? null : <PublishNotice state={state} onClose={() => publishing.state.setState({ kind: "idle" }, true)} onDecide={(decision) => void publishing.decide(decision)} />}
    </div>
  );
  return (
    <main id="page" className="ed" style={{ "--dock": docked ? (height === null ? lowDock : `${height}px`) : "0px" } as CSSProperties}>
      <EditorHeader flow={flow} publishing={state} />
      {notices}
      {overlay ? <div className="ed-overlay"><RunOverlay key={overlay.run} run={overlay.run} /></div> : narrow ? <NarrowBody /> : <WideBody />}
      {readOnly || overlay ? null : <TestBar />}
      {docked ? (
        <div className="ed-dock">
          <DockResizer height={height ?? dockHeight} onHeight={setHeight} />
          <Selected onClose={close} />
        </div>
      ) : null}
    </main>
  );
}

const Selected = memo(function Selected({ onClose }: { onClose: () => void }) {
  const node = useEditor(selectedNode);
  return node ? <Inspector node={node} narrow={false} onClose={onClose} /> : null;
});

const WideBody = memo(function WideBody() {
  const empty = useEditor((state) => state.document.nodes.length === 0);
  const issuesOpen = useEditor((state) => state.issuesOpen);
  return (
    <section className="canvas ed-canvas" aria-label="Canvas">
      <Canvas />
      {empty ? <EmptyCanvas /> : null}
      {issuesOpen ? <IssuesPanel /> : <IssuesButton />}
      <CanvasTools />
      <SaidLine />
      <OpenPanel />
    </section>
  );
});
