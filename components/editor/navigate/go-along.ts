import type { EditorSession } from "../editor-context.tsx";
import { type Direction, neighbourOf } from "./neighbour-of.ts";

/** Selects the neighbour in a direction, brings it into view and gives it the focus. False where there is none. */
export function goAlong(session: EditorSession, direction: Direction): boolean {
  const { document, nodeTypes, selection, select } = session.store.getState();
  const [edge] = selection.edges;
  const on = edge === undefined ? undefined : document.edges.find(({ id }) => id === edge);
  const from = selection.nodes.at(-1) ?? null;
  const next = from === null && on ? (direction === "back" ? on.from.node : on.to.node) : neighbourOf(document, nodeTypes, from, direction);
  if (next === null) return false;
  select({ nodes: [next] });
  session.view.canvas?.keepVisible(next);
  session.view.canvas?.focus(next);
  return true;
}
