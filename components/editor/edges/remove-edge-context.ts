import { createContext } from "react";

/** Removes an edge; null where the document cannot be changed. */
export const RemoveEdgeContext = createContext<((edge: string) => void) | null>(null);
