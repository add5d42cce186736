import { createContext } from "react";

/** While a connection is drawn: the ports it could end at, as `node port`. Null when none is. */
export const ConnectingContext = createContext<ReadonlySet<string> | null>(null);
