import { createContext } from "react";

export interface EdgeActions {
  remove(edge: string): void;
  /** Opens the palette for a step on the edge, beside the element that was pressed. */
  insert(edge: string, from: Element): void;
}

/** What can be done with a selected edge; null where the document cannot be changed. */
export const EdgeContext = createContext<EdgeActions | null>(null);
