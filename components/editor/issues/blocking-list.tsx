"use client";

import { FixLink } from "#components/fields/field-problem.tsx";
import { blocksPublishing } from "#lib/flow/issue.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { goToIssue } from "./go-to-issue.ts";
import { issuePlace } from "./issue-place.ts";

const shown = 5;

/** What blocks publishing, each with the way there and, where there is one, what mends it. */
export function BlockingList() {
  const session = useEditorSession();
  const issues = useEditor((state) => state.issues);
  const nodes = useEditor((state) => state.document.nodes);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const blocking = issues.filter(blocksPublishing);
  return (
    <ul className="blocking small" aria-label="What blocks publishing">
      {blocking.slice(0, shown).map((issue) => {
        const { fix } = issue;
        const { perform } = session.store.getState();
        return (
          <li key={`${issue.rule} ${issue.node ?? ""} ${issue.field ?? ""} ${issue.edge ?? ""} ${issue.message}`}>
            <span className="muted">{issuePlace(issue, nodes, nodeTypes)}</span>
            {issue.node === undefined && issue.edge === undefined ? <span>{issue.message}</span> : <button type="button" className="link" onClick={() => goToIssue(session, issue)}>{issue.message}</button>}
            <FixLink fix={fix && { label: fix.label, apply: () => perform(fix.operations) }} />
          </li>
        );
      })}
      {blocking.length > shown ? <li><button type="button" className="link" onClick={() => session.store.getState().set({ issuesOpen: true })}>and {blocking.length - shown} more, in the list of issues</button></li> : null}
    </ul>
  );
}
