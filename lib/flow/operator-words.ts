import type { TestOperator } from "./document.schema.ts";

/** Operators as they are said between two sides: `total at least 50`. */
export const operatorWords: Readonly<Record<TestOperator, string>> = {
  equals: "equals", not_equals: "does not equal", greater: "greater than", at_least: "at least", less: "less than", at_most: "at most",
  contains: "contains", starts_with: "starts with", ends_with: "ends with", one_of: "is one of",
  is_empty: "is empty", is_not_empty: "is not empty", is_true: "is true", is_false: "is false",
};
