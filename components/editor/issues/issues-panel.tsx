"use client";

import { X } from "lucide-react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import type { Fix, Issue } from "#lib/flow/issue.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { issueCount } from "./issue-count.ts";

const marks = { error: "failed", warning: "warning", hint: "hint" } as const;
const effects = { error: "blocks publishing", warning: "warning", hint: "hint" } as const;
const order = { error: 0, warning: 1, hint: 2 } as const;

/** Everything wrong or unwise, worst first; a click selects the step and its field. */
export function IssuesPanel() {
  const session = useEditorSession();
  const { store, view } = session;
  const issues = useEditor((state) => state.issues);
  const checked = useEditor((state) => state.checked);
  const readOnly = useEditor((state) => state.readOnly);
  const nodes = useEditor((state) => state.document.nodes);
  const edges = useEditor((state) => state.document.edges);
  const nameOf = (id: string | undefined) => nodes.find((node) => node.id === id)?.name;

  function go(issue: Issue) {
    const { select, set } = store.getState();
    if (issue.node !== undefined) {
      select({ nodes: [issue.node] });
      view.canvas?.keepVisible(issue.node);
      set({ sheetOpen: true, ...(issue.field === undefined ? {} : { wantedField: { node: issue.node, field: issue.field }, inspectorTab: issue.field === "idempotencyKey" ? "reliability" as const : "settings" as const }) });
      if (issue.field === undefined) view.canvas?.focus(issue.node);
    } else if (issue.edge !== undefined) {
      select({ edges: [issue.edge] });
      const from = edges.find((edge) => edge.id === issue.edge)?.from.node;
      if (from !== undefined) view.canvas?.keepVisible(from);
    }
  }
  function mend(fix: Fix) {
    const { perform, select } = store.getState();
    perform(fix.operations);
    const [first] = fix.operations;
    if (first && "node" in first) select({ nodes: [first.node] });
  }
  return (
    <section className="float ed-issues" aria-label="Issues">
      <header className="row">
        <h2 className="grow h-small">{checked ? issueCount(issues) : "Checking"}</h2>
        <Kbd>I</Kbd>
        <IconButton size="s" label="Hide issues" icon={X} onClick={() => store.getState().set({ issuesOpen: false })} />
      </header>
      <div className="ed-issues-list">
        {issues.length > 0 ? null : <p className="ed-issues-none small muted">{checked ? "Nothing is wrong. The flow can be published." : "The rules are being loaded."}</p>}
        {issues.toSorted((a, b) => order[a.severity] - order[b.severity]).map((issue) => (
          <div className="issue" key={`${issue.rule} ${issue.node ?? ""} ${issue.field ?? ""} ${issue.edge ?? ""} ${issue.message}`}>
            <StatusMark mark={marks[issue.severity]} />
            <p>{issue.message}</p>
            <div className="small muted">
              {nameOf(issue.node) ?? (issue.edge === undefined ? "Flow" : "Connection")} · {effects[issue.severity]}
              {issue.fix && !readOnly ? <> <button type="button" className="link small" onClick={() => issue.fix && mend(issue.fix)}>{issue.fix.label}</button></> : null}
              {issue.node !== undefined || issue.edge !== undefined ? <> <button type="button" className="link small" onClick={() => go(issue)}>{issue.field === undefined ? "Show it" : "Go to the field"}</button></> : null}
              <span className="data faint ed-rule" title="The rule, as SEMANTICS names it">{issue.rule}</span>
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}
