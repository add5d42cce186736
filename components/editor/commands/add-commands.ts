import { ArrowLeftToLine, ShieldAlert } from "lucide-react";
import { errorPort } from "#lib/flow/node-type.ts";
import type { EditorSession } from "../editor-context.tsx";
import type { Command } from "./command.ts";
import { selectedNode, stateOf, whenEditable } from "./session-state.ts";

function incoming(session: EditorSession): string[] {
  const node = selectedNode(session);
  return node === null ? [] : stateOf(session).document.edges.filter((edge) => edge.to.node === node).map(({ id }) => id);
}

/** Onto the one edge that leads to the selected step. */
export const addBefore: Command = {
  id: "add-before", label: "Add a step before", icon: ArrowLeftToLine, shortcut: ["b"],
  enabled(session) {
    if (selectedNode(session) === null) return whenEditable(session, "Select one step first.");
    const { length } = incoming(session);
    return whenEditable(session, length === 1 || (length === 0 ? "Nothing leads to this step." : "Several connections lead to this step. Select one of them."));
  },
  perform(session) {
    const [edge] = incoming(session);
    if (edge !== undefined) stateOf(session).show({ kind: "palette", request: { edge } });
  },
};

/** Behind the red port of the selected step. */
export const addOnFailure: Command = {
  id: "add-on-failure", label: "Add a step on failure", icon: ShieldAlert, shortcut: ["e"],
  enabled(session) {
    const { document, nodeTypes } = stateOf(session);
    const node = document.nodes.find((candidate) => candidate.id === selectedNode(session));
    if (!node) return whenEditable(session, "Select one step first.");
    return whenEditable(session, nodeTypes.get(node.type)?.canFail || "This step cannot fail.");
  },
  perform(session) {
    const node = selectedNode(session);
    if (node === null) return;
    // The sheet of narrow screens lies over everything, the list of steps included.
    stateOf(session).set({ sheetOpen: false });
    stateOf(session).show({ kind: "palette", request: { from: { node, port: errorPort, side: "source" } } });
  },
};
