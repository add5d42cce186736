import { createContext } from "react";

export interface NoteActions {
  edit(note: string): void;
  write(note: string, text: string): void;
  /** The field was left: a note without a word in it goes away. */
  leave(note: string): void;
  widen(note: string, width: number): void;
}

/** What can be done with notes; null where the document cannot be changed. */
export const NoteContext = createContext<NoteActions | null>(null);
