import { expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { present } from "#lib/assert.ts";
import type { Binding, ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import { applyOperation } from "#lib/flow/operations/apply-operation.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { renameOperations } from "#components/editor/inspector/rename-operations.ts";

const cel = (source: string): Binding => ({ kind: "cel", source });
const rows = (...names: string[]): ConfigValue & { kind: "literal" } => literal(names.map((name) => ({ name, label: name, type: "text", required: true })));

/** The document after a field of `ask` has another name. */
function renamed(document: FlowDocument, key: string, value: ConfigValue, from: string, to: string): FlowDocument {
  const node = present(document.nodes.find(({ id }) => id === nodeId("ask")), "the node");
  return renameOperations(document, nodeTypes, node, key, value, from, to).reduce((at, operation) => applyOperation(at, operation).document, document);
}

function read(document: FlowDocument): unknown {
  return document.nodes.find(({ name }) => name === "keep")?.config["fields"];
}

test.each([["core/form", "fields"], ["core/approval", "form"]])("what reads a field of a form follows its new name: %s", (type, key) => {
  const document = buildDocument({
    ...(type === "core/approval" ? { start: { type: "core/manual" } } : {}),
    ask: { type, config: { [key]: rows("mail", "city") } },
    keep: { type: "core/map", config: { fields: fields({ to: reference("ask", "fields", "mail"), text: cel(`${nodeId("ask")}.fields.mail + ${nodeId("ask")}.fields.city`), city: reference("ask", "fields", "city") }) } },
  }, type === "core/approval" ? ["start -> ask", "ask -> keep"] : ["ask -> keep"]);
  const after = renamed(document, key, rows("email", "city"), "mail", "email");
  expect(read(after)).toEqual(fields({ to: reference("ask", "fields", "email"), text: cel(`${nodeId("ask")}.fields.email + ${nodeId("ask")}.fields.city`), city: reference("ask", "fields", "city") }));
  expect(after.nodes.find(({ id }) => id === nodeId("ask"))?.config[key]).toEqual(rows("email", "city"));
});

test("a name that is taken, or none, leaves what reads the field as it is", () => {
  const document = buildDocument({ ask: { type: "core/form", config: { fields: rows("mail", "city") } }, keep: { type: "core/map", config: { fields: fields({ to: reference("ask", "fields", "mail") }) } } }, ["ask -> keep"]);
  for (const to of ["city", ""]) expect(read(renamed(document, "fields", rows(to, "city"), "mail", to))).toEqual(read(document));
});
