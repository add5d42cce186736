import { createStore, type StoreApi } from "zustand/vanilla";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { Issue } from "#lib/flow/issue.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { applyOperation } from "#lib/flow/operations/apply-operation.ts";
import type { Operation, Position } from "#lib/flow/operations/operation.ts";
import { closeMark, emptyHistory, remember, rememberAll, type History, type HistoryMode } from "./history.ts";
import { replaceOperations } from "./replace-operations.ts";
import type { TestOptions } from "./test-run/test-options.ts";
import { pinPaths } from "./wiring/pin-paths.ts";
import { recarry } from "./wiring/recarry.ts";

export interface Selection {
  nodes: readonly string[];
  edges: readonly string[];
  notes: readonly string[];
}

export interface PortAddress {
  node: string;
  port: string;
}

/** Where a node picked in the palette goes: behind a port, at a place, on an edge, or instead of another node. */
export interface PaletteRequest {
  edge?: string;
  replace?: string;
  from?: PortAddress & { side: "source" | "target" };
  at?: Position;
  /** Screen position of the panel, relative to the canvas; at the left edge when not said. */
  anchor?: Position;
}

type Panel =
  | { kind: "palette"; request: PaletteRequest }
  | { kind: "connect"; node: string }
  | { kind: "drop"; onto: string; what: { type: string } | { node: string }; at: Position; anchor: Position }
  | { kind: "find" }
  /** At a point of the window. */
  | { kind: "menu"; anchor: Position }
  | { kind: "paste"; text: string }
  | { kind: "extract" }
  | { kind: "callers" }
  | { kind: "start"; what: "live" | "test" }
  /** A test-run of a part needs what these steps give. */
  | { kind: "give"; options: TestOptions; missing: readonly { node: string; name: string }[] }
  | { kind: "commands" }
  | { kind: "publish" }
  | { kind: "conflict" }
  | { kind: "shortcuts" };

/** What the output pane shows of a step. */
export type OutputView = "gives" | "last" | "samples" | "mock";

export type InspectorTab = "settings" | "reliability" | "note";

export interface EditorState {
  /** The truth; everything on screen is made from it. */
  document: FlowDocument;
  name: string;
  nodeTypes: NodeTypes;
  readOnly: boolean;
  history: History;
  selection: Selection;
  issues: readonly Issue[];
  /** False until the rules have been loaded and looked at the document once. */
  checked: boolean;
  /** The document that `issues` are about; while one edits, an earlier one. */
  checkedOf: FlowDocument | null;
  issuesOpen: boolean;
  panel: Panel | null;
  inspectorTab: InspectorTab;
  /** A field an issue pointed at; the form scrolls to it and takes it away. */
  wantedField: { node: string; field: string } | null;
  /** A run shown over the canvas; meanwhile the draft cannot be changed. */
  overlay: { run: string } | null;
  /** Steps whose writes a test-run really sends. */
  testSends: readonly string[];
  /** The last test-run of this editor; the one before it is asked of the server. */
  lastTest: string | null;
  /** The sample that test-runs begin with; null: the trigger's own example. */
  testSample: string | null;
  /** Where shown values come from: the operations' examples, or the newest run. */
  valuesFrom: "run" | "examples";
  outputView: OutputView;
  /** The inspector as a sheet on narrow screens; on wide ones selection alone opens it. */
  sheetOpen: boolean;
  /** The note or the group's title that is being written in place. */
  edited: string | null;
  minimap: boolean;
  /** Steps are being dragged: what would take room from the canvas waits. */
  dragging: boolean;
  /** What the last command did where the canvas alone does not show it; read out, and gone with the next change. */
  said: string | null;
}

export interface EditorActions {
  /** The only writer of the document. A read-only editor ignores it, and so does one that shows a run. Edges that come or go may re-carry others, as one mark. */
  dispatch(operation: Operation, options?: { history: HistoryMode }): void;
  /** Several operations as one mark. */
  perform(operations: readonly Operation[]): void;
  undo(): void;
  redo(): void;
  /** Ends a run of squashed edits, for example when a field is left. */
  mark(): void;
  rename(name: string): void;
  /** Swaps the whole document as one undoable mark; `before` is what undo brings back. */
  replace(next: FlowDocument, before: FlowDocument): void;
  select(selection: Partial<Selection>): void;
  show(panel: Panel | null): void;
  set(part: Partial<Pick<EditorState, "issues" | "checked" | "checkedOf" | "issuesOpen" | "inspectorTab" | "wantedField" | "sheetOpen" | "overlay" | "testSends" | "lastTest" | "testSample" | "valuesFrom" | "outputView" | "said" | "edited" | "minimap" | "dragging">>): void;
}

export type EditorStore = StoreApi<EditorState & EditorActions>;

export interface EditorStart {
  document: FlowDocument;
  name: string;
  nodeTypes: NodeTypes;
  readOnly: boolean;
}

const noSelection: Selection = { nodes: [], edges: [], notes: [] };

/** Drops what is no longer there, and keeps the object when nothing was. */
function stillThere(selection: Selection, document: FlowDocument): Selection {
  if (selection.nodes.length + selection.edges.length + selection.notes.length === 0) return selection;
  const nodeIds = new Set(document.nodes.map((node) => node.id));
  const edgeIds = new Set(document.edges.map((edge) => edge.id));
  const nodes = selection.nodes.filter((id) => nodeIds.has(id));
  const edges = selection.edges.filter((id) => edgeIds.has(id));
  const notes = selection.notes.filter((id) => document.layout.notes?.[id] !== undefined);
  const same = nodes.length === selection.nodes.length && edges.length === selection.edges.length && notes.length === selection.notes.length;
  return same ? selection : { nodes, edges, notes };
}

function applyAll(document: FlowDocument, operations: readonly Operation[]): { document: FlowDocument; inverse: Operation[] } {
  const inverse: Operation[] = [];
  let current = document;
  for (const operation of operations) {
    const applied = applyOperation(current, operation);
    current = applied.document;
    inverse.unshift(applied.inverse);
  }
  return { document: current, inverse };
}

/** One store for each mounted editor. */
export function createEditorStore(start: EditorStart): EditorStore {
  return createStore<EditorState & EditorActions>((set, get) => ({
    ...start,
    history: emptyHistory,
    selection: noSelection,
    issues: [],
    checked: false,
    checkedOf: null,
    issuesOpen: false,
    overlay: null,
    testSends: [],
    lastTest: null,
    testSample: null,
    valuesFrom: "run",
    outputView: "gives",
    panel: null,
    inspectorTab: "settings",
    wantedField: null,
    sheetOpen: false,
    edited: null,
    minimap: false,
    dragging: false,
    said: null,

    dispatch(operation, { history: mode } = { history: "record" }) {
      const state = get();
      if (isLocked(state)) return;
      if (changesEdges(operation)) return state.perform([operation]);
      const operations = operation.type === "rename-node" ? [...pinPaths(state.document, state.nodeTypes, operation.node), operation] : [operation];
      const { document, inverse } = applyAll(state.document, operations);
      if (document === state.document) return;
      set({ document, said: null, history: remember(state.history, operations, inverse, mode), selection: stillThere(state.selection, document) });
    },

    perform(operations) {
      const { document: before, history, nodeTypes, selection } = get();
      if (isLocked(get())) return;
      const applied = applyAll(before, operations);
      const also = operations.some(changesEdges) ? recarry(applied.document, nodeTypes) : null;
      const { document, inverse } = also ? applyAll(applied.document, [also]) : { document: applied.document, inverse: [] };
      if (document === before) return;
      set({ document, said: null, history: rememberAll(history, also ? [...operations, also] : operations, [...inverse, ...applied.inverse]), selection: stillThere(selection, document) });
    },

    undo() {
      const { history, document: before, selection } = get();
      const entry = history.undos.at(-1);
      if (!entry || isLocked(get())) return;
      const { document } = applyAll(before, entry.undo);
      set({ document, said: null, selection: stillThere(selection, document), history: { undos: history.undos.slice(0, -1), redos: [...history.redos, { ...entry, squash: null }] } });
    },

    redo() {
      const { history, document: before, selection } = get();
      const entry = history.redos.at(-1);
      if (!entry || isLocked(get())) return;
      const { document } = applyAll(before, entry.redo);
      set({ document, said: null, selection: stillThere(selection, document), history: { undos: [...history.undos, entry], redos: history.redos.slice(0, -1) } });
    },

    mark() {
      const { history } = get();
      const closed = closeMark(history);
      if (closed !== history) set({ history: closed });
    },

    rename(name) {
      if (!isLocked(get())) set({ name });
    },

    replace(next, before) {
      const { history, selection } = get();
      const redo = replaceOperations(before, next);
      const applied = applyAll(before, redo);
      set({ document: next, selection: stillThere(selection, next), history: rememberAll(history, redo, applied.inverse) });
    },

    select(selection) {
      const { selection: old, history } = get();
      const next: Selection = { nodes: selection.nodes ?? [], edges: selection.edges ?? [], notes: selection.notes ?? [] };
      if (sameIds(old.nodes, next.nodes) && sameIds(old.edges, next.edges) && sameIds(old.notes, next.notes)) return;
      set({ selection: next, inspectorTab: "settings", history: closeMark(history) });
    },

    show(panel) {
      set({ panel });
    },

    set(part) {
      set(part);
    },
  }));
}

function isLocked({ readOnly, overlay }: EditorState): boolean {
  return readOnly || overlay !== null;
}

/** Whether what edges carry may no longer fit after it. */
function changesEdges(operation: Operation): boolean {
  return operation.type === "connect" || operation.type === "add-nodes" || operation.type === "remove";
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
