"use client";

import { useStore } from "zustand";
import { Button } from "#components/ui/button.tsx";
import { formatInstant } from "#components/ui/format-instant.ts";
import { Notice } from "#components/ui/notice.tsx";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";

function counted(document: FlowDocument): string {
  const { length } = document.nodes;
  return length === 1 ? "1 step" : `${length} steps`;
}

/** Two drafts from one: the reader puts them together or chooses which goes on; the other is one undo away. */
export function ConflictNotice() {
  const { autosave, store } = useEditorSession();
  const status = useStore(autosave.status, (state) => state.status);
  const mine = useEditor((state) => state.document);
  if (status.kind !== "conflict") return null;
  const { theirs } = status;
  const who = theirs.updatedBy.startsWith("key:") ? "A program with an API key" : "Somebody else, or you in another window,";
  const when = theirs.updatedAt === "" ? "" : ` at ${formatInstant(theirs.updatedAt, "second")}`;
  return (
    <Notice
      mark="waiting"
      live
      action={
        <span className="row wrap">
          <Button size="s" look="ink" onClick={() => store.getState().show({ kind: "conflict" })}>Put both together</Button>
          <Button size="s" onClick={() => autosave.resolve("theirs")}>Go on with theirs, {counted(theirs.document)}</Button>
          <Button size="s" onClick={() => autosave.resolve("mine")}>Go on with mine, {counted(mine)}</Button>
        </span>
      }
    >
      <b>{who} saved a newer draft{when}.</b> Yours is kept on this device. Whichever you choose, Undo brings back the other.
    </Notice>
  );
}
