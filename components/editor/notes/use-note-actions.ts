import { useMemo } from "react";
import type { Note } from "#lib/flow/document.schema.ts";
import { useEditorSession } from "../editor-context.tsx";
import type { NoteActions } from "./note-context.ts";

/** Typing in a note is one mark of the history; one that is left empty goes away again. */
export function useNoteActions(): NoteActions {
  const { store, view } = useEditorSession();
  return useMemo(() => {
    const change = (id: string, part: Partial<Note>) => {
      const { document, dispatch } = store.getState();
      const note = document.layout.notes?.[id];
      if (note) dispatch({ type: "set-notes", notes: { [id]: { ...note, ...part } } }, { history: "squash" });
    };
    return {
      edit: (id) => store.getState().set({ edited: id }),
      write: (id, text) => change(id, { text }),
      leave(id) {
        const { document, edited, dispatch, history, mark, set, undo } = store.getState();
        const last = history.undos.at(-1)?.undo[0];
        const isNew = last?.type === "set-notes" && last.notes[id] === null;
        if (document.layout.notes?.[id]?.text.trim() === "") {
          if (isNew) undo();
          else dispatch({ type: "set-notes", notes: { [id]: null } });
        }
        mark();
        if (edited === id) set({ edited: null });
        view.canvas?.focus(id);
      },
      widen(id, width) {
        store.getState().mark();
        change(id, { width });
        store.getState().mark();
      },
    };
  }, [store, view]);
}
