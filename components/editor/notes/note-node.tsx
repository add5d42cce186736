"use client";

import { type Node, type NodeProps, NodeResizeControl } from "@xyflow/react";
import { type KeyboardEvent, memo, useContext } from "react";
import { classes } from "#components/ui/classes.ts";
import { Markdown } from "#components/ui/markdown.tsx";
import type { Note } from "#lib/flow/document.schema.ts";
import { NoteContext } from "./note-context.ts";
import { noteWidth } from "./note-width.ts";

export type NoteNode = Node<{ note: Note; isEdited: boolean }, "note">;

/** Writing was asked for by a key or a double-click, so the text is where one goes on. */
function takeFocus(field: HTMLTextAreaElement | null): void {
  field?.focus({ preventScroll: true });
}

/** Text beside a rule. Double-click or Enter writes in it, in place. */
export const NoteNodeView = memo(function NoteNodeView({ id, data, selected }: NodeProps<NoteNode>) {
  const actions = useContext(NoteContext);
  const { note, isEdited } = data;
  function key(event: KeyboardEvent<HTMLTextAreaElement>) {
    event.stopPropagation();
    if (event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      event.currentTarget.blur();
    }
  }
  return (
    <div className={classes("note", selected && "is-on")} style={{ width: note.width }} onDoubleClick={() => actions?.edit(id)}>
      {isEdited && actions ? (
        <textarea
          className="note-text nodrag nopan nowheel"
          aria-label="Note"
          placeholder="Why is it like this? **bold**, *italics*, `code`, [link](https://…), - list"
          maxLength={4_000}
          value={note.text}
          ref={takeFocus}
          onChange={(event) => actions.write(id, event.currentTarget.value)}
          onBlur={() => actions.leave(id)}
          onKeyDown={key}
        />
      ) : <div className="note-text"><Markdown text={note.text} /></div>}
      {selected && actions ? <NodeResizeControl className="note-edge nodrag" position="right" minWidth={noteWidth.least} maxWidth={noteWidth.most} onResizeEnd={(_, { width }) => actions.widen(id, Math.round(width))} /> : null}
    </div>
  );
});
