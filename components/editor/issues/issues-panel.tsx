"use client";

import { X } from "lucide-react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import type { Fix, Issue } from "#lib/flow/issue.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { goToIssue } from "./go-to-issue.ts";
import { issueCount } from "./issue-count.ts";
import { issuePlace } from "./issue-place.ts";

const marks = { error: "failed", warning: "warning", hint: "hint" } as const;
const effects = { error: "blocks publishing", warning: "warning", hint: "hint" } as const;
const order = { error: 0, warning: 1, hint: 2 } as const;

/** Everything wrong or unwise, worst first; a click selects the step and its field. */
export function IssuesPanel() {
  const session = useEditorSession();
  const { store } = session;
  const issues = useEditor((state) => state.issues);
  const checked = useEditor((state) => state.checked);
  const readOnly = useEditor((state) => state.readOnly);
  const nodes = useEditor((state) => state.document.nodes);
  const nodeTypes = useEditor((state) => state.nodeTypes);

  function mend(issue: Issue, fix: Fix) {
    const { perform, document } = store.getState();
    perform(fix.operations);
    if (document.nodes.some((node) => node.id === issue.node)) goToIssue(session, issue);
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
            <p>{issue.node === undefined && issue.edge === undefined ? issue.message : <button type="button" className="issue-go" tabIndex={-1} onClick={() => goToIssue(session, issue)}>{issue.message}</button>}</p>
            <div className="small muted">
              {issuePlace(issue, nodes, nodeTypes)} · {effects[issue.severity]}
              {issue.fix && !readOnly ? <> <button type="button" className="link small" onClick={() => issue.fix && mend(issue, issue.fix)}>{issue.fix.label}</button></> : null}
              {issue.node !== undefined || issue.edge !== undefined ? <> <button type="button" className="link small" onClick={() => goToIssue(session, issue)}>{issue.field === undefined ? "Show it" : "Go to the field"}</button></> : null}
              <span className="data faint ed-rule" title="The rule, as SEMANTICS names it">{issue.rule}</span>
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}
