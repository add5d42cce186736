import type { Issue } from "#lib/flow/issue.ts";

/** What is wrong or unwise in one field, and what one press would do about it. */
export interface FieldProblem {
  message: string;
  isWarning: boolean;
  /** The fix is named by its result; absent when there is none, or nothing may be changed. */
  fix: { label: string; apply: () => void } | undefined;
}

/** The issues of a node by field; the worst of a field is shown. */
export function problemsOf(issues: readonly Issue[], node: string, apply: ((fix: NonNullable<Issue["fix"]>) => void) | null): Map<string, FieldProblem> {
  const problems = new Map<string, FieldProblem>();
  for (const { node: at, field, message, severity, fix } of issues) {
    const known = field === undefined ? undefined : problems.get(field);
    if (at !== node || field === undefined || (known && (!known.isWarning || severity !== "error"))) continue;
    problems.set(field, { message, isWarning: severity !== "error", fix: fix && apply ? { label: fix.label, apply: () => apply(fix) } : undefined });
  }
  return problems;
}

/** The link that mends it. */
export function FixLink({ fix }: { fix: FieldProblem["fix"] }) {
  return fix ? <>{" "}<button type="button" className="link small row-fix" onMouseDown={(event) => event.preventDefault()} onClick={fix.apply}>{fix.label}</button></> : null;
}
