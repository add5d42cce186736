import type { EditorSession } from "../editor-context.tsx";
import type { EditorActions, EditorState } from "../editor-store.ts";

export function stateOf(session: EditorSession): EditorState & EditorActions {
  return session.store.getState();
}

/** Why nothing can be changed now, else what else is asked for. */
export function whenEditable(session: EditorSession, also: true | string = true): true | string {
  if (stateOf(session).overlay) return "Go back to the draft first.";
  return stateOf(session).readOnly ? "Viewers cannot change a flow." : also;
}

/** The one node that is selected; null when none is, or several are. */
export function selectedNode(session: EditorSession): string | null {
  const { nodes } = stateOf(session).selection;
  return nodes.length === 1 ? (nodes[0] ?? null) : null;
}
