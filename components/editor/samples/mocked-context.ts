import { createContext } from "react";

/** Steps of the draft that something stands in for in test-runs. */
export const MockedContext = createContext<ReadonlySet<string>>(new Set());
