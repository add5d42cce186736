"use client";

import { Button } from "#components/ui/button.tsx";
import { StatusMark } from "#components/ui/status-mark.tsx";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { issueCount } from "./issue-count.ts";

/** How many issues there are; opens and closes the panel. */
export function IssuesButton() {
  const { store } = useEditorSession();
  const issues = useEditor((state) => state.issues);
  const open = useEditor((state) => state.issuesOpen);
  const checked = useEditor((state) => state.checked);
  const blocks = issues.some((issue) => issue.severity === "error");
  return (
    <Button className="ed-issues-button" aria-expanded={open} title="Issues (I)" onClick={() => store.getState().set({ issuesOpen: !open })}>
      <StatusMark mark={!checked ? "running" : blocks ? "failed" : issues.length > 0 ? "warning" : "success"} />
      {checked ? issueCount(issues) : "Checking"}
    </Button>
  );
}
