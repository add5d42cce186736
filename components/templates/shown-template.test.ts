import { expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { nodeNames } from "#lib/flow/node-names.ts";
import { summarize } from "#lib/flow/summarize.ts";
import type { TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import { buildDocument, literal, nodeId } from "#tests/support/build-document.ts";
import { askedDocument } from "./asked-document.ts";
import { comparedWords } from "./compared-words.ts";
import { systemsInWords } from "./systems-in-words.ts";

const document = buildDocument({
  hook: { type: "core/manual" },
  send: { type: "http/request", config: { method: literal("POST"), url: literal("") } },
  read: { type: "http/request", config: { method: literal("GET"), url: literal("") } },
  kept: { type: "http/request", config: { method: literal("POST"), url: literal("https://crm.test/") } },
}, ["hook -> send", "send -> read", "read -> kept"]);

function asks(label: string, ...nodes: string[]): TemplateParameter {
  return { key: label.toLowerCase(), label, help: "", type: "url", required: true, places: nodes.map((node) => ({ node: nodeId(node), path: ["url", "value"] })) };
}

test("a step says which question fills it, and keeps a value that it has", () => {
  const shown = askedDocument({ document, parameters: [asks("CRM", "send", "kept"), asks("Shop", "read")] });
  const names = nodeNames(shown.nodes);
  const said = shown.nodes.slice(1).map((node) => summarize(node, nodeTypes.get(node.type) ?? expect.fail("no type"), names));
  expect(said).toEqual(["POST to “CRM”", "GET “Shop”", "POST https://crm.test/"]);
  expect(document.nodes[1]?.config["url"]).toEqual(literal(""));
});

test.each([
  ["run", "succeeded", "succeeded"], ["answer", "201", "would be 201"], ["body", '{"a":1}', 'would be {"a":1}'], ["step", "succeeded", "ran"], ["step", "succeeded, at yes", "ran and went on at “yes”"],
  ["step", "succeeded, at out", "ran"], ["step", "did not run", "was not needed"], ["step", "failed", "failed"], ["writes", "2 writes", "would do 2 writes"], ["writes", "0 writes", "would write nothing"],
] as const)("of a test-run's %s “%s” is said what it did or would do", (of, came, words) => {
  expect(comparedWords({ of, came })).toBe(words);
});

test("sample systems are there to try out", () => {
  const [crm, http] = [{ id: "sample-crm", title: "Sample CRM" }, { id: "http", title: "HTTP" }];
  expect(systemsInWords([crm, http])).toEqual({ real: "HTTP", sample: "To try out: Sample CRM" });
  expect(systemsInWords([])).toEqual({ real: null, sample: null });
});
