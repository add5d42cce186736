import { expect, test } from "vitest";
import type { ConfigValue, FlowNode } from "#lib/flow/document.schema.ts";
import { nodeNames } from "#lib/flow/node-names.ts";
import type { NodeType } from "#lib/flow/node-type.ts";
import { summarize } from "#lib/flow/summarize.ts";

const names = nodeNames([{ id: "n_hook", name: "New order" }]);
const total = { kind: "reference" as const, node: "n_hook", path: ["body", "total"] };
const country = { kind: "reference" as const, node: "n_hook", path: ["body", "country"] };

function said(summary: string, config: Record<string, ConfigValue>): string {
  const node: FlowNode = { id: "n_node", name: "Node", type: "core/node", config, settings: {} };
  return summarize(node, { summary } as NodeType, names);
}

const rich: ConfigValue = { kind: "condition", match: "all", tests: [{ left: total, operator: "at_least", right: { kind: "literal", value: 50 } }, { left: country, operator: "equals", right: { kind: "literal", value: "DE" } }] };

test.each<[string, string, Record<string, ConfigValue>, string]>([
  ["a condition", "Keep when {when}", { when: rich }, "Keep when total at least 50 and country equals DE"],
  ["any of several tests", "Keep when {when}", { when: { ...rich, match: "any" } }, "Keep when total at least 50 or country equals DE"],
  ["a test with one side", "If {when}", { when: { kind: "condition", match: "all", tests: [{ left: country, operator: "is_empty" }] } }, "If country is empty"],
  ["an expression, by names", "If {when}", { when: { kind: "cel", source: "n_hook.body.total >\n 50.0" } }, "If new_order.body.total > 50.0"],
  ["cases by their labels", "First of {cases}", { cases: { kind: "cases", cases: [["c_aa", "EU"], ["c_bb", "US"]].map(([port = "", label = ""]) => ({ port, label, when: { kind: "cel" as const, source: "true" } })) } }, "First of EU, US"],
  ["a reference", "For each of {list}", { list: total }, "For each of total"],
  ["a reference inside a text", "Send {text}", { text: { kind: "template", parts: ["Order over ", total, " paid"] } }, "Send Order over ‹total› paid"],
  ["a list in a test", "Keep when {when}", { when: { kind: "condition", match: "all", tests: [{ left: country, operator: "one_of", right: { kind: "literal", value: ["DE", "FR"] } }] } }, "Keep when country is one of DE, FR"],
  ["what stands for nothing", "Go on when {first|all} paths have arrived", {}, "Go on when all paths have arrived"],
  ["nothing", "Wait {amount}", {}, "Wait …"],
])("%s", (_, summary, config, words) => {
  expect(said(summary, config)).toBe(words);
});
