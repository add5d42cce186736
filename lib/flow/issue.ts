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
}

export function blocksPublishing(issue: Issue): boolean {
  return issue.severity === "error";
}
