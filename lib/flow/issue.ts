import type { Operation } from "./operations/operation.ts";

/** One press that mends an issue; the label names the result. */
export interface Fix {
  label: string;
  operations: readonly Operation[];
}

/** Something wrong or unwise in a document, addressed to a node, field or edge. Errors block publishing. */
export interface Issue {
  /** Stable id of the rule, `graph-1` and the like where SEMANTICS names one. */
  rule: string;
  severity: "error" | "warning" | "hint";
  /** One sentence that says what to do. */
  message: string;
  node?: string;
  field?: string;
  edge?: string;
  fix?: Fix;
}

export function blocksPublishing(issue: Issue): boolean {
  return issue.severity === "error";
}
