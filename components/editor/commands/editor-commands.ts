import { CloudUpload, Command as CommandIcon, Copy, Diamond, FlaskConical, Keyboard, Maximize, PenLine, Play, Plus, Power, Redo2, Replace, Save, Scan, SquareDashed, Trash2, Undo2, Waypoints, ZoomIn, ZoomOut } from "lucide-react";
import { duplicateNodes } from "../duplicate-nodes.ts";
import { attachTo } from "../insert-node.ts";
import { addBefore, addOnFailure } from "./add-commands.ts";
import { arrangeCommands } from "./arrange-commands.ts";
import { clipboardCommands } from "./clipboard-commands.ts";
import type { Command } from "./command.ts";
import { navigateCommands } from "./navigate-commands.ts";
import { selectedNode, stateOf as state, whenEditable } from "./session-state.ts";
import { partTests } from "./test-commands.ts";

export const addStep: Command = {
  id: "add-step", label: "Add a step", icon: Plus, shortcut: ["a", "Tab"],
  enabled: (session) => whenEditable(session),
  perform(session) {
    const { document, nodeTypes, selection, show } = state(session);
    const [edge] = selection.edges;
    if (edge !== undefined && selection.edges.length === 1 && selection.nodes.length === 0) return show({ kind: "palette", request: { edge } });
    const from = attachTo(document, nodeTypes, selection);
    show({ kind: "palette", request: from ? { from } : document.nodes.length > 0 && session.view.canvas ? { at: session.view.canvas.middle() } : {} });
  },
};

export const undo: Command = {
  id: "undo", label: "Undo", icon: Undo2, shortcut: ["mod+z"],
  enabled: (session) => whenEditable(session, state(session).history.undos.length > 0 || "There is nothing to undo."),
  perform: (session) => state(session).undo(),
};

export const redo: Command = {
  id: "redo", label: "Redo", icon: Redo2, shortcut: ["mod+shift+z", "mod+y"],
  enabled: (session) => whenEditable(session, state(session).history.redos.length > 0 || "There is nothing to redo."),
  perform: (session) => state(session).redo(),
};

export const removeSelection: Command = {
  id: "remove", label: "Delete what is selected", icon: Trash2, shortcut: ["Delete", "Backspace"],
  enabled(session) {
    const { nodes, edges, notes } = state(session).selection;
    return whenEditable(session, nodes.length + edges.length + notes.length > 0 || "Select a step, a connection or a note first.");
  },
  perform(session) {
    const { selection, perform } = state(session);
    const steps = { type: "remove", nodes: selection.nodes, edges: selection.edges } as const;
    perform(selection.notes.length === 0 ? [steps] : [steps, { type: "set-notes", notes: Object.fromEntries(selection.notes.map((id) => [id, null])) }]);
  },
};

export const duplicate: Command = {
  id: "duplicate", label: "Duplicate", icon: Copy, shortcut: ["mod+d"],
  enabled(session) {
    const { document, nodeTypes, selection } = state(session);
    if (selection.nodes.length === 0) return whenEditable(session, "Select a step first.");
    return whenEditable(session, duplicateNodes(document, nodeTypes, selection.nodes) !== null || "A flow has one trigger.");
  },
  perform(session) {
    const { document, nodeTypes, selection, dispatch, select } = state(session);
    const copies = duplicateNodes(document, nodeTypes, selection.nodes);
    if (!copies) return;
    dispatch(copies.operation);
    select({ nodes: copies.ids });
  },
};

export const selectAll: Command = {
  id: "select-all", label: "Select all", icon: SquareDashed, shortcut: ["mod+a"],
  enabled: (session) => state(session).document.nodes.length > 0 || "There is nothing to select.",
  perform(session) {
    const { document, select } = state(session);
    select({ nodes: document.nodes.map((node) => node.id), edges: document.edges.map((edge) => edge.id), notes: Object.keys(document.layout.notes ?? {}) });
  },
};

export const replace: Command = {
  id: "replace", label: "Replace the selected step", icon: Replace, shortcut: ["r"],
  enabled: (session) => whenEditable(session, selectedNode(session) !== null || "Select one step first."),
  perform(session) {
    const node = selectedNode(session);
    if (node !== null) state(session).show({ kind: "palette", request: { replace: node } });
  },
};

export const connect: Command = {
  id: "connect", label: "Lead the selected step to…", icon: Waypoints, shortcut: ["c"],
  enabled: (session) => whenEditable(session, selectedNode(session) !== null || "Select one step first."),
  perform(session) {
    const node = selectedNode(session);
    if (node !== null) state(session).show({ kind: "connect", node });
  },
};

export const rename: Command = {
  id: "rename", label: "Rename the selected step", icon: PenLine, shortcut: ["F2"],
  enabled: (session) => whenEditable(session, selectedNode(session) !== null || "Select one step first."),
  perform(session) {
    // On narrow screens its name is in the sheet.
    state(session).set({ sheetOpen: true });
    requestAnimationFrame(() => {
      const input = document.querySelector<HTMLInputElement>("[data-rename]");
      input?.focus();
      input?.select();
    });
  },
};

export const toggleDisabled: Command = {
  id: "toggle-disabled", label: "Turn the selected step off or on", icon: Power, shortcut: ["d"],
  enabled(session) {
    const { document, nodeTypes } = state(session);
    const id = selectedNode(session);
    const node = document.nodes.find((candidate) => candidate.id === id);
    if (!node) return whenEditable(session, "Select one step first.");
    return whenEditable(session, nodeTypes.get(node.type)?.kind !== "trigger" || "A trigger cannot be turned off. Pause the flow instead.");
  },
  perform(session) {
    const { document, dispatch } = state(session);
    const node = document.nodes.find((candidate) => candidate.id === selectedNode(session));
    if (!node) return;
    const { disabled, ...settings } = node.settings;
    dispatch({ type: "set-settings", node: node.id, settings: disabled ? settings : { ...settings, disabled: true } });
  },
};

export const save: Command = {
  id: "save", label: "Save now", icon: Save, shortcut: ["mod+s"],
  enabled: (session) => whenEditable(session),
  perform: (session) => void session.autosave.flush(),
};

export const publish: Command = {
  id: "publish", label: "Publish", icon: CloudUpload, shortcut: ["mod+Enter"],
  enabled: (session) => whenEditable(session, session.whyNotPublish() ?? true),
  perform: (session) => void session.publish(),
};

export const publishWithMessage: Command = {
  id: "publish-message", label: "See what changed, and publish with a message", icon: CloudUpload, shortcut: ["mod+alt+Enter"],
  enabled: publish.enabled,
  perform: (session) => state(session).show({ kind: "publish" }),
};

export const testRun: Command = {
  id: "test-run", label: "Test run", icon: FlaskConical, shortcut: ["mod+shift+Enter"],
  enabled: (session) => whenEditable(session, session.testRun.whyNot() ?? true),
  perform(session) {
    const { document, nodeTypes, show } = state(session);
    // A trigger that asks for values has no sample that means anything.
    const trigger = document.nodes.find((node) => nodeTypes.get(node.type)?.kind === "trigger");
    const shape = trigger && nodeTypes.get(trigger.type)?.shape;
    const declared = shape?.from === "declaration" || shape?.from === "form" ? trigger?.config[shape.field] : undefined;
    if (declared?.kind === "literal" && Array.isArray(declared.value) && declared.value.length > 0) show({ kind: "start", what: "test" });
    else void session.testRun.start();
  },
};

export const runLive: Command = {
  id: "run", label: "Run the live version by hand", icon: Play, shortcut: [],
  enabled: (session) => whenEditable(session, session.hasLive() || "Publish the flow first: only what is live runs for real."),
  perform: (session) => state(session).show({ kind: "start", what: "live" }),
};

const toggleIssues: Command = {
  id: "issues", label: "Show or hide issues", icon: Diamond, shortcut: ["i"],
  enabled: () => true,
  perform(session) {
    const { issuesOpen, set } = state(session);
    set({ issuesOpen: !issuesOpen });
  },
};

export const fit: Command = {
  id: "fit", label: "Fit the flow", icon: Scan, shortcut: ["f"],
  enabled: (session) => session.view.canvas !== null || "The canvas is not shown.",
  perform: (session) => session.view.canvas?.fit(),
};

const zoomIn: Command = {
  id: "zoom-in", label: "Zoom in", icon: ZoomIn, shortcut: ["plus", "="],
  enabled: fit.enabled,
  perform: (session) => session.view.canvas?.zoomIn(),
};

const zoomOut: Command = {
  id: "zoom-out", label: "Zoom out", icon: ZoomOut, shortcut: ["-"],
  enabled: fit.enabled,
  perform: (session) => session.view.canvas?.zoomOut(),
};

export const closeInspector: Command = {
  id: "close", label: "Close what is open", icon: Maximize, shortcut: ["Escape"],
  enabled: () => true,
  perform(session) {
    const { panel, issuesOpen, overlay, selection, show, set, select } = state(session);
    const chosen = selection.nodes.length + selection.edges.length + selection.notes.length;
    if (panel) show(null);
    else if (overlay) set({ overlay: null });
    else if (chosen > 0) {
      const [node] = selection.nodes;
      select({});
      if (node !== undefined) session.view.canvas?.focus(node);
    } else if (issuesOpen) set({ issuesOpen: false });
  },
};

export const showCommands: Command = {
  id: "commands", label: "All commands", icon: CommandIcon, shortcut: ["mod+k"],
  enabled: () => true,
  perform: (session) => state(session).show({ kind: "commands" }),
};

export const showShortcuts: Command = {
  id: "shortcuts", label: "Keyboard shortcuts", icon: Keyboard, shortcut: ["?"],
  enabled: () => true,
  perform: (session) => state(session).show({ kind: "shortcuts" }),
};

/** Every command, in the order lists show them. */
export const editorCommands: readonly Command[] = [
  addStep, addBefore, addOnFailure, replace, connect, rename, duplicate, toggleDisabled, removeSelection, selectAll, ...clipboardCommands, undo, redo, ...navigateCommands, ...arrangeCommands, save, testRun, ...partTests, runLive, publish, publishWithMessage, toggleIssues, fit, zoomIn, zoomOut, closeInspector, showCommands, showShortcuts,
];
