import { expect } from "vitest";
import type { Issue } from "#lib/flow/issue.ts";
import type { ObservedCheck } from "./observed.ts";
import type { Expected } from "./semantic-case.schema.ts";

function place(issue: Issue, names: ReadonlyMap<string, string>, edges: ReadonlyMap<string, string>): string {
  const at = issue.node === undefined ? (issue.edge === undefined ? "" : (edges.get(issue.edge) ?? issue.edge)) : (names.get(issue.node) ?? issue.node);
  return `${issue.rule} ${at}${issue.field === undefined ? "" : `.${issue.field}`}`.trim();
}

/** Holds a document's issues against exactly those that the case names. */
export function expectIssues(expected: Expected, seen: ObservedCheck, names: ReadonlyMap<string, string>, edges: ReadonlyMap<string, string>): void {
  const found = (isError: boolean): string[] => seen.issues.filter((issue) => (issue.severity === "error") === isError).map((issue) => place(issue, names, edges)).toSorted();
  // The field says more than some cases care for: `graph-1 b` stands for any field of b.
  const short = (places: readonly string[], wanted: readonly string[]): string[] => places.map((one) => (wanted.includes(one) ? one : one.replace(/\..*$/, "")));
  const errors = expected.issues ?? [];
  expect.soft(short(found(true), errors).toSorted(), "issues").toEqual(errors.toSorted());
  if (expected.warnings !== undefined) expect.soft(short(found(false), expected.warnings).toSorted(), "warnings").toEqual(expected.warnings.toSorted());
  if (expected.pattern !== undefined) expect.soft(seen.pattern, "pattern").toBe(expected.pattern);
}
