import { connectionsQuery } from "#lib/client/queries/connections.ts";
import { ok } from "#lib/result.ts";
import type { EditorSession } from "../editor-context.tsx";
import { openDocument } from "./open-document.ts";
import { pasteOperations } from "./paste-operations.ts";
import { readExcerpt } from "./read-excerpt.ts";

/** Pastes a text into the flow as one mark. What is wrong with it comes back in sentences; nothing is changed then. */
export async function pasteText(session: EditorSession, text: string): Promise<string[]> {
  const { copied } = session.view;
  // What was copied here needs no reading, and can be pasted offline.
  const read = copied?.text === text ? ok(copied.document) : await readExcerpt(text, openDocument);
  if (!read.ok) {
    session.store.getState().show({ kind: "paste", text });
    return read.problem;
  }
  const connections = await session.queries.fetchQuery({ ...connectionsQuery(session.workspace), retry: false }).then((list) => new Set(list.map(({ id }) => id)), () => null);
  const { document, nodeTypes, perform, select, set, show, selection } = session.store.getState();
  const beside = selection.nodes.length > 0 ? document.layout.nodes[selection.nodes[0] ?? ""] : undefined;
  const at = beside ? { x: beside.x + 32, y: beside.y + 120 } : document.nodes.length === 0 ? { x: 0, y: 0 } : (session.view.canvas?.middle() ?? { x: 0, y: 0 });
  const pasted = pasteOperations(document, nodeTypes, read.value, at, connections);
  show(null);
  if (pasted.operations.length > 0) {
    perform(pasted.operations);
    select({ nodes: pasted.nodes, notes: pasted.notes });
    const [first] = pasted.nodes;
    if (first !== undefined) session.view.canvas?.keepVisible(first);
  }
  set({ said: pasted.said.join(" ") });
  return [];
}
