import { nodeTypes } from "#lib/connectors/registry.ts";
import { checkDocument } from "#lib/flow/check/check-document.ts";
import { compile } from "#lib/flow/compile.ts";
import { blocksPublishing } from "#lib/flow/issue.ts";
import { readDocument } from "#lib/flow/migrations/read-document.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import { expect } from "vitest";
import { expandSketch, shortNames } from "./expand-sketch.ts";
import { expectIssues } from "./expect-issues.ts";
import type { Expected, Sketch } from "./semantic-case.schema.ts";

/** What is said of a document before it runs; one that does not even open has the rule `document`, with the place. */
export function playCheck(sketch: Sketch, expected: Expected): void {
  const document = expandSketch(sketch);
  const names = shortNames(sketch);
  const nameOf = (id: string): string => names.get(id) ?? id;
  const edges = new Map(document.edges.map((edge) => [edge.id, `${nameOf(edge.from.node)}.${edge.from.port}>${nameOf(edge.to.node)}`]));
  const opened = readDocument(JSON.parse(JSON.stringify(document)));
  if (!opened.ok) {
    const issues = opened.problem.map(({ at, message }) => ({ rule: "document", severity: "error", node: at.split(".")[0] ?? "", message }) as const);
    return expectIssues(expected, { issues, pattern: null }, names, edges);
  }
  const issues = checkDocument(opened.value, nodeTypes);
  expectIssues(expected, { issues, pattern: patternOf(opened.value, nodeTypes) }, names, edges);
  expect.soft(compile(opened.value, nodeTypes).ok, "compiles").toBe(!issues.some(blocksPublishing));
  for (const issue of issues) expect.soft(issue.message, issue.rule).toMatch(/^[^a-z].*\.$/);
}
