"use client";

import { X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { BlockingList } from "../issues/blocking-list.tsx";
import { useEditor } from "../editor-context.tsx";
import type { CursorDecision, PublishState } from "../use-publish.ts";

/** How the last publish ended, until it is put away. */
export function PublishNotice({ state, onClose, onDecide }: { state: PublishState; onClose: () => void; onDecide: (decision: CursorDecision) => void }) {
  const isListed = useEditor((editor) => editor.issuesOpen);
  const blocking = useEditor((editor) => editor.issues.filter((issue) => issue.severity === "error").length);
  const close = <IconButton size="s" label="Put away" icon={X} onClick={onClose} />;
  switch (state.kind) {
    case "idle":
    case "busy":
      return null;
    case "blocked":
      if (blocking === 0) return <Notice mark="success" live action={close}>Nothing blocks publishing any more.</Notice>;
      return <Notice mark="failed" live action={close}><b>Publish is blocked by {blocking === 1 ? "1 issue" : `${blocking} issues`}.</b> The live version, if there is one, goes on as it is.{isListed ? " The list of issues leads to each." : <BlockingList />}</Notice>;
    case "failed":
      return <Notice mark="failed" live action={close}><b>Not published.</b> {state.message}</Notice>;
    case "asks":
      return (
        <Notice mark="warning" live action={<><Button size="s" onClick={() => onDecide("keep")}>Keep its place</Button><Button size="s" onClick={() => onDecide("start-over")}>Start over</Button>{close}</>}>
          <b>“{state.sources[0]?.name}” now reads something else.</b> Keep its place if it goes on where the old one stopped; start over to read everything. Nothing is published yet.
        </Notice>
      );
    case "done":
      return <Notice mark="success" live action={close}><b>Version {state.version} is live.</b> What arrives from now on runs it; runs under way stay on theirs.</Notice>;
  }
}
