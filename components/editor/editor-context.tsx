"use client";

import type { QueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Position } from "#lib/flow/operations/operation.ts";
import type { Autosave } from "./autosave/autosave.ts";
import type { TestRunner } from "./test-run/use-test-run.ts";
import type { EditorActions, EditorState, EditorStore } from "./editor-store.ts";

/** What the canvas can be asked for; absent while no canvas is shown. */
interface CanvasView {
  zoomIn(): void;
  zoomOut(): void;
  fit(): void;
  /** Moves the view only if the node is not wholly in it. */
  keepVisible(node: string): void;
  /** Puts the keyboard focus on a node, an edge or a note. */
  focus(id: string): void;
  /** Moves the view so that a place is in its middle, near enough to read. */
  reveal(at: Position): void;
  middle(): Position;
  /** Below an element, relative to the canvas. */
  anchorOf(element: Element): Position;
  /** Lets nodes glide from where they were to where they are now. */
  glide(before: Readonly<Record<string, Position>>): void;
}

/** Everything that belongs to one mounted editor. */
export interface EditorSession {
  store: EditorStore;
  autosave: Autosave;
  flow: string;
  workspace: string;
  /** `dragged`: the type that is dragged out of the palette; browsers tell it only at the drop. `copied`: what was copied here last. */
  view: { canvas: CanvasView | null; dragged: string | null; copied: { text: string; document: FlowDocument } | null };
  queries: QueryClient;
  /** Opens another page of the app. */
  go(address: string): void;
  testRun: TestRunner;
  /** A version is published, so that it can be run. */
  hasLive(): boolean;
  publish(options?: { message?: string }): Promise<void>;
  /** Why publishing is not possible now; null when it is. */
  whyNotPublish(): string | null;
}

export const EditorSessionContext = createContext<EditorSession | null>(null);

/** @throws outside of an editor. */
export function useEditorSession(): EditorSession {
  const session = useContext(EditorSessionContext);
  if (!session) throw new Error("useEditorSession needs an editor around it");
  return session;
}

export function useEditor<Selected>(select: (state: EditorState & EditorActions) => Selected): Selected {
  return useStore(useEditorSession().store, select);
}
