import { AlignCenterHorizontal, AlignCenterVertical, AlignEndHorizontal, AlignEndVertical, AlignHorizontalSpaceAround, AlignStartHorizontal, AlignStartVertical, AlignVerticalSpaceAround, Group, LayoutDashboard, StickyNote, Ungroup } from "lucide-react";
import type { Operation } from "#lib/flow/operations/operation.ts";
import type { Alignment } from "../arrange/align-nodes.ts";
import type { EditorSession } from "../editor-context.tsx";
import { groupNodes, groupsOf, ungroupNodes } from "../groups/group-nodes.ts";
import { heightsOf } from "../heights-of.ts";
import { newLocalId } from "../new-local-id.ts";
import { noteWidth } from "../notes/note-width.ts";
import { freePlace } from "../place-node.ts";
import type { Command } from "./command.ts";
import { stateOf, whenEditable } from "./session-state.ts";

function several(least: number) {
  return (session: EditorSession): true | string => whenEditable(session, stateOf(session).selection.nodes.length >= least || `Select ${least} steps or more first.`);
}

/** Moves what is not in its place; where all is, there is nothing to undo either. */
function arrange(session: EditorSession, operation: Operation): void {
  const { document: { layout }, perform, set } = stateOf(session);
  const moves = operation.type === "move-nodes" && Object.entries(operation.to).some(([id, to]) => layout.nodes[id]?.x !== to.x || layout.nodes[id]?.y !== to.y);
  if (!moves) return set({ said: "Every step is in its place already." });
  perform([operation]);
  session.view.canvas?.glide(layout.nodes);
}

function aligning(alignment: Alignment, label: string, icon: Command["icon"], shortcut: string): Command {
  return {
    id: `align-${alignment}`, label, icon, shortcut: [shortcut],
    enabled: several(alignment.startsWith("spread") ? 3 : 2),
    async perform(session) {
      const { alignNodes } = await import("../arrange/align-nodes.ts");
      const { document, nodeTypes, selection } = stateOf(session);
      arrange(session, alignNodes(document, nodeTypes, selection.nodes, alignment));
    },
  };
}

export const tidy: Command = {
  id: "tidy", label: "Tidy up the layout", icon: LayoutDashboard, shortcut: ["shift+t"],
  enabled: (session) => whenEditable(session, stateOf(session).document.nodes.length > 1 || "There is nothing to tidy up."),
  async perform(session) {
    const { tidyNodes } = await import("../arrange/tidy-nodes.ts");
    const { document, nodeTypes, selection } = stateOf(session);
    arrange(session, tidyNodes(document, nodeTypes, selection.nodes));
  },
};

export const group: Command = {
  id: "group", label: "Group the steps", icon: Group, shortcut: ["mod+g"],
  enabled: several(1),
  perform(session) {
    const { document, selection, perform, set } = stateOf(session);
    const { operation, id } = groupNodes(document, selection.nodes);
    perform([operation]);
    set({ edited: id });
  },
};

function isGrouped(session: EditorSession): true | string {
  const { document, selection } = stateOf(session);
  return whenEditable(session, groupsOf(document, selection.nodes).length > 0 || "Select steps of a group first.");
}

export const ungroup: Command = {
  id: "ungroup", label: "Ungroup the steps", icon: Ungroup, shortcut: ["mod+shift+g"],
  enabled: isGrouped,
  perform(session) {
    const { document, selection, perform } = stateOf(session);
    perform([ungroupNodes(document, selection.nodes)]);
  },
};

export const renameGroup: Command = {
  id: "rename-group", label: "Rename the group", icon: Group, shortcut: ["shift+g"],
  enabled: isGrouped,
  perform(session) {
    const { document, selection, set } = stateOf(session);
    set({ edited: groupsOf(document, selection.nodes)[0] ?? null });
  },
};

export const addNote: Command = {
  id: "add-note", label: "Write a note", icon: StickyNote, shortcut: ["n"],
  enabled: (session) => whenEditable(session, session.view.canvas !== null || "The canvas is not shown."),
  perform(session) {
    const { document, nodeTypes, selection, dispatch, select, set } = stateOf(session);
    const below = selection.nodes.length === 1 ? document.layout.nodes[selection.nodes[0] ?? ""] : undefined;
    const at = freePlace(document, heightsOf(document, nodeTypes), below ? { x: below.x, y: below.y + 112 } : (session.view.canvas?.middle() ?? { x: 0, y: 0 }));
    const id = newLocalId("note");
    // Selecting closes the open mark, and what is typed next shall be one with the note itself.
    select({ notes: [id] });
    dispatch({ type: "set-notes", notes: { [id]: { ...at, width: noteWidth.first, text: "" } } }, { history: "squash" });
    set({ edited: id });
  },
};

/** Where things lie: layout, lines, groups, notes. */
export const arrangeCommands: readonly Command[] = [
  addNote, group, ungroup, renameGroup, tidy,
  aligning("left", "Align left edges", AlignStartVertical, "shift+l"),
  aligning("center", "Align centres", AlignCenterVertical, "shift+c"),
  aligning("right", "Align right edges", AlignEndVertical, "shift+r"),
  aligning("top", "Align top edges", AlignStartHorizontal, "shift+u"),
  aligning("middle", "Align middles", AlignCenterHorizontal, "shift+m"),
  aligning("bottom", "Align bottom edges", AlignEndHorizontal, "shift+b"),
  aligning("spread-across", "Space evenly across", AlignHorizontalSpaceAround, "shift+h"),
  aligning("spread-down", "Space evenly down", AlignVerticalSpaceAround, "shift+v"),
];
