"use client";

import { X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { useEditorSession } from "../editor-context.tsx";
import { useRestore } from "./use-restore.ts";

/** Says that an earlier state is in the draft now, and how to go back. */
export function RestoredNotice() {
  const { flow, store } = useEditorSession();
  const [restored, putAway] = useRestore(flow, store);
  if (!restored) return null;
  const close = <IconButton size="s" label="Put away" icon={X} onClick={putAway} />;
  if (restored.kind === "failed") return <Notice mark="failed" live action={close}><b>Nothing was taken into the draft.</b> {restored.message}</Notice>;
  return (
    <Notice mark="success" live action={<><Button size="s" onClick={() => { store.getState().undo(); putAway(); }}>Undo</Button>{close}</>}>
      <b>{restored.what} is in the draft now.</b> What the draft was stays under Versions. Nothing is published yet.
    </Notice>
  );
}
