import { expect, test } from "vitest";
import { compareRun, type SeenRun } from "./compare-run.ts";
import type { ExpectedRun } from "./template-content.schema.ts";

const names: Readonly<Record<string, string>> = { n_hook: "Hook", n_lead: "Create lead", n_else: "Say no" };
const nameOf = (node: string): string => names[node] ?? "gone";
const expected: ExpectedRun = {
  ends: "succeeded", answer: { status: 201, body: { lead: "L-1", tags: ["a"] } },
  steps: { n_hook: { status: "succeeded" }, n_lead: { status: "succeeded", port: "out" }, n_else: { status: "skipped" } }, writes: { n_lead: 1 },
};
const seen: SeenRun = {
  status: "succeeded", answer: { status: 201, body: { tags: ["a"], lead: "L-1" } },
  steps: [{ node: "n_hook", status: "succeeded", port: null, writes: 0 }, { node: "n_lead", status: "succeeded", port: null, writes: 1 }],
};
const off = (changed: Partial<SeenRun>): string[] => compareRun(expected, { ...seen, ...changed }, nameOf).filter(({ holds }) => !holds).map((one) => `${one.what}: ${one.expected}, ${one.came}`);

test("a run that is as expected holds in everything: the order of fields does not matter, and a step without a row was skipped", () => {
  expect(off({})).toEqual([]);
  expect(compareRun(expected, seen, nameOf)).toHaveLength(7);
});

test.each<[string, Partial<SeenRun>, string[]]>([
  ["another end", { status: "failed" }, ["The run: succeeded, failed"]],
  ["no answer", { answer: null }, ["Answer: 201, none", 'Body of the answer: {"lead":"L-1","tags":["a"]}, none']],
  ["another status", { answer: { status: 202, body: { lead: "L-1", tags: ["a"] } } }, ["Answer: 201, 202"]],
  ["another body", { answer: { status: 201, body: null } }, ['Body of the answer: {"lead":"L-1","tags":["a"]}, null']],
  ["a step that did not run", { steps: seen.steps.slice(0, 1) }, ["Create lead: succeeded, at out, did not run", "Create lead: 1 write, 0 writes"]],
  ["another way out", { steps: [...seen.steps.slice(0, 1), { node: "n_lead", status: "succeeded", port: "error", writes: 1 }] }, ["Create lead: succeeded, at out, succeeded, at error"]],
  ["more writes", { steps: [...seen.steps.slice(0, 1), { node: "n_lead", status: "succeeded", port: "out", writes: 2 }] }, ["Create lead: 1 write, 2 writes"]],
  ["a step that should be skipped", { steps: [...seen.steps, { node: "n_else", status: "succeeded", port: null, writes: 0 }] }, ["Say no: skipped, succeeded"]],
])("%s is seen", (_, changed, problems) => {
  expect(off(changed)).toEqual(problems);
});

test("what its reader may not see is not compared", () => {
  expect(off({ steps: [...seen.steps.slice(0, 1), { node: "n_lead", status: "succeeded", port: "out", writes: null }] })).toEqual([]);
});
