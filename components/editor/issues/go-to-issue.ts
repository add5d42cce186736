import type { Issue } from "#lib/flow/issue.ts";
import type { EditorSession } from "../editor-context.tsx";

/** Selects what an issue is about and puts the focus into its field. */
export function goToIssue({ store, view }: EditorSession, issue: Issue): void {
  const { document, select, set } = store.getState();
  if (issue.node !== undefined) {
    select({ nodes: [issue.node] });
    view.canvas?.keepVisible(issue.node);
    if (issue.field === undefined) {
      set({ sheetOpen: true });
      view.canvas?.focus(issue.node);
    } else set({ sheetOpen: true, wantedField: { node: issue.node, field: issue.field }, inspectorTab: issue.field === "idempotencyKey" ? "reliability" : "settings" });
  } else if (issue.edge !== undefined) {
    select({ edges: [issue.edge] });
    const from = document.edges.find((edge) => edge.id === issue.edge)?.from.node;
    if (from !== undefined) view.canvas?.keepVisible(from);
  }
}
