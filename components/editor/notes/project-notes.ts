import type { Note } from "#lib/flow/document.schema.ts";
import type { Position } from "#lib/flow/operations/operation.ts";
import type { NoteNode } from "./note-node.tsx";

export interface NotesInput {
  notes: Readonly<Record<string, Note>> | undefined;
  selected: readonly string[];
  edited: string | null;
  moving: Readonly<Record<string, Position>> | null;
  measured: ReadonlyMap<string, { width: number; height: number }>;
}

/** Notes as React Flow draws them, keeping the object of each that did not change. One for each canvas. */
export function createNotesProjector(): (input: NotesInput) => NoteNode[] {
  let before = new Map<string, NoteNode>();
  return ({ notes, selected, edited, moving, measured }) => {
    const next = new Map<string, NoteNode>();
    for (const [id, note] of Object.entries(notes ?? {})) {
      const old = before.get(id);
      const isEdited = edited === id;
      const isSelected = selected.includes(id);
      const position = moving?.[id] ?? { x: note.x, y: note.y };
      const size = measured.get(id);
      const data = old && old.data.note === note && old.data.isEdited === isEdited ? old.data : { note, isEdited };
      const same = old?.data === data && old.selected === isSelected && old.position.x === position.x && old.position.y === position.y && old.measured?.width === size?.width && old.measured?.height === size?.height;
      next.set(id, same && old ? old : {
        id, type: "note", data, position, selected: isSelected, draggable: !isEdited, zIndex: 0,
        initialWidth: note.width, initialHeight: 60, ...(size ? { measured: size } : {}),
        ariaLabel: `Note: ${note.text.replaceAll(/[*_`]/g, "").slice(0, 200) || "empty"}`,
      });
    }
    before = next;
    return [...next.values()];
  };
}
