import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, CornerDownRight, FileSearch, LayoutTemplate, Map as MapIcon, PackageOpen, PhoneIncoming } from "lucide-react";
import { goAlong } from "../navigate/go-along.ts";
import type { Direction } from "../navigate/neighbour-of.ts";
import { rememberMinimap } from "../navigate/minimap-memory.ts";
import type { EditorSession } from "../editor-context.tsx";
import type { Command } from "./command.ts";
import { selectedNode, stateOf, whenEditable } from "./session-state.ts";

function going(direction: Direction, label: string, icon: Command["icon"], shortcut: string): Command {
  return {
    id: `go-${direction}`, label, icon, shortcut: [shortcut],
    enabled: (session) => stateOf(session).document.nodes.length > 0 || "There is no step to go to.",
    perform: (session) => void goAlong(session, direction),
  };
}

export const find: Command = {
  id: "find", label: "Find in the flow", icon: FileSearch, shortcut: ["/", "mod+f"],
  enabled: (session) => stateOf(session).document.nodes.length > 0 || "There is nothing to find.",
  perform: (session) => stateOf(session).show({ kind: "find" }),
};

export const toggleMinimap: Command = {
  id: "minimap", label: "Show or hide the overview", icon: MapIcon, shortcut: ["m"],
  enabled: (session) => session.view.canvas !== null || "The canvas is not shown.",
  perform(session) {
    const { minimap, set } = stateOf(session);
    rememberMinimap(!minimap);
    set({ minimap: !minimap });
  },
};

/** The flow that the selected node calls, as its settings name it. */
function calledFlow(session: EditorSession): string | null {
  const { document, nodeTypes } = stateOf(session);
  const node = document.nodes.find((candidate) => candidate.id === selectedNode(session));
  const flow = node && nodeTypes.get(node.type)?.built === "call" ? node.config["flow"] : undefined;
  return flow?.kind === "literal" && typeof flow.value === "string" ? flow.value : null;
}

export const openCalled: Command = {
  id: "open-called", label: "Open the called flow", icon: CornerDownRight, shortcut: ["o"],
  enabled: (session) => calledFlow(session) !== null || "Select a step that calls a flow first.",
  perform(session) {
    const flow = calledFlow(session);
    if (flow === null) return;
    void session.autosave.flush();
    session.go(`/w/${session.workspace}/flows/${flow}?from=${session.flow}`);
  },
};

export const showCallers: Command = {
  id: "callers", label: "Show which flows call this one", icon: PhoneIncoming, shortcut: ["shift+o"],
  enabled: () => true,
  perform: (session) => stateOf(session).show({ kind: "callers" }),
};

export const extract: Command = {
  id: "extract", label: "Move the steps into a flow of their own", icon: PackageOpen, shortcut: ["mod+shift+e"],
  enabled: (session) => whenEditable(session, stateOf(session).selection.nodes.length > 0 || "Select the steps first."),
  perform: (session) => stateOf(session).show({ kind: "extract" }),
};

export const publishTemplate: Command = {
  id: "template", label: "Publish as a template", icon: LayoutTemplate, shortcut: [],
  enabled: (session) => whenEditable(session, stateOf(session).document.nodes.length > 0 || "Draw something first."),
  // It is made of what is saved.
  async perform(session) {
    if (await session.autosave.flush()) session.go(`/w/${session.workspace}/flows/${session.flow}/template`);
  },
};

/** Ways through the flow, into others and back. */
export const navigateCommands: readonly Command[] = [
  find,
  going("on", "Go to the step after", ArrowRight, "alt+ArrowRight"),
  going("back", "Go to the step before", ArrowLeft, "alt+ArrowLeft"),
  going("up", "Go to the step above", ArrowUp, "alt+ArrowUp"),
  going("down", "Go to the step below", ArrowDown, "alt+ArrowDown"),
  openCalled, showCallers, extract, publishTemplate, toggleMinimap,
];
