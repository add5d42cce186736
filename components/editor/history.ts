import type { Operation } from "#lib/flow/operations/operation.ts";

/** One mark: what a single undo takes back. Operations are kept, never copies of the document. */
interface HistoryEntry {
  /** In the order in which they are applied. */
  undo: readonly Operation[];
  redo: readonly Operation[];
  /** Set while a later edit of the same thing may still join this mark. */
  squash: string | null;
}

export interface History {
  undos: readonly HistoryEntry[];
  redos: readonly HistoryEntry[];
}

export type HistoryMode = "record" | "squash" | "ignore";

/** Undoing further back than this is not possible; a mark is a few hundred bytes. */
const depth = 500;

export const emptyHistory: History = { undos: [], redos: [] };

/** What an operation edits, so that typing in one field, or nudging one selection, is a single mark. */
function subjectOf(operation: Operation): string | null {
  switch (operation.type) {
    case "set-config":
      return `config ${operation.node} ${operation.key}`;
    case "set-settings":
      return `settings ${operation.node}`;
    case "rename-node":
      return `name ${operation.node}`;
    case "move-nodes":
      return `move ${Object.keys(operation.to).toSorted().join(" ")}`;
    case "name-edge":
      return `edge ${operation.edge}`;
    case "set-notes":
      return `notes ${Object.keys(operation.notes).toSorted().join(" ")}`;
    case "set-groups":
      return `groups ${Object.keys(operation.groups).toSorted().join(" ")}`;
    case "set-connection":
    case "set-carries":
    case "add-nodes":
    case "remove":
    case "connect":
      return null;
  }
}

/**
 * Notes an applied operation, the last of `redo`; others before it go with its mark. `record` opens a new mark; `squash` joins the last mark if that one edited the same
 * thing and is still open; `ignore` leaves the history as it is (changes that are not the user's).
 */
export function remember(history: History, redo: readonly Operation[], undo: readonly Operation[], mode: HistoryMode): History {
  const operation = redo.at(-1);
  if (mode === "ignore" || !operation) return history;
  const subject = mode === "squash" ? subjectOf(operation) : null;
  const last = history.undos.at(-1);
  if (last && subject !== null && last.squash === subject) {
    return { undos: [...history.undos.slice(0, -1), { ...last, redo: [...last.redo.slice(0, -1), operation] }], redos: [] };
  }
  return { undos: [...history.undos, { undo, redo, squash: subject }].slice(-depth), redos: [] };
}

/** Several operations as one mark, already in the order of application. */
export function rememberAll(history: History, redo: readonly Operation[], undo: readonly Operation[]): History {
  return { undos: [...history.undos, { undo, redo, squash: null }].slice(-depth), redos: [] };
}

/** Ends the open mark: the next edit of the same thing is a step of its own. */
export function closeMark(history: History): History {
  const last = history.undos.at(-1);
  if (!last || last.squash === null) return history;
  return { ...history, undos: [...history.undos.slice(0, -1), { ...last, squash: null }] };
}
