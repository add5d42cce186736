import type { Issue } from "#lib/flow/issue.ts";

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** `2 issues, 1 warning`, or `No issues`. */
export function issueCount(issues: readonly Issue[]): string {
  const count = (severity: Issue["severity"]) => issues.filter((issue) => issue.severity === severity).length;
  const parts = [[count("error"), "issue"], [count("warning"), "warning"], [count("hint"), "hint"]] as const;
  const said = parts.filter(([amount]) => amount > 0).map(([amount, word]) => counted(amount, word));
  return said.length === 0 ? "No issues" : said.join(", ");
}
