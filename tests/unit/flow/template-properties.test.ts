import fc from "fast-check";
import { expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { FlowDocument } from "#lib/flow/document.schema.ts";
import { fillTemplate } from "#lib/flow/templates/fill-template.ts";
import { setParameters } from "#lib/flow/templates/set-parameters.ts";
import { stripDocument } from "#lib/flow/templates/strip-document.ts";
import { templateChoices } from "#lib/flow/templates/template-choices.ts";
import { templateConnections } from "#lib/flow/templates/template-connections.ts";
import type { TemplateParameter } from "#lib/flow/templates/template-content.schema.ts";
import { valueAt } from "#lib/flow/templates/template-place.ts";
import { withSourceValues } from "#lib/flow/templates/with-source-values.ts";
import { flowDocuments } from "#tests/support/arbitrary-document.ts";

const kinds = new Map([["conn_abc", "http/bearer"]]);

/** A document with some of its places asked, and what was there. */
const asked = fc.tuple(flowDocuments, fc.infiniteStream(fc.boolean())).map(([document, coins]) => {
  const stripped = stripDocument(document, nodeTypes);
  const isBlankText = (value: unknown): boolean => typeof value === "string" && value !== "" && value.trim() === "";
  const choices = templateChoices(stripped, document, nodeTypes).filter(({ value }) => coins.next().value === true && !isBlankText(value));
  const parameters = choices.slice(0, 50).map(({ place }, index): TemplateParameter => ({ key: `p${index}`, label: "?", help: "", type: "json", required: false, places: [place] }));
  const values = Object.fromEntries(choices.slice(0, 50).map(({ value }, index) => [`p${index}`, value]));
  return { document, stripped, parameters, values };
});

function connectionsOf(document: FlowDocument) {
  const made = templateConnections(document, nodeTypes, kinds, (id) => id, []);
  if (!made.ok) throw new Error("What is suggested is refused.");
  return made.value;
}

test("what leaves is a document that holds no connection and no step that is not known, and leaves the same again", () => {
  fc.assert(fc.property(flowDocuments, (document) => {
    const stripped = stripDocument(document, nodeTypes);
    expect(FlowDocument.safeParse(stripped).success).toBe(true);
    expect(stripped.nodes.every(({ connection, type }) => connection === undefined && nodeTypes.has(type))).toBe(true);
    expect(stripDocument(stripped, nodeTypes)).toStrictEqual(stripped);
  }));
});

test("what is asked is gone from the template, and answers bring it back where it was", () => {
  fc.assert(fc.property(asked, ({ document, stripped, parameters, values }) => {
    const set = setParameters(stripped, parameters);
    if (!set.ok) throw new Error(JSON.stringify([...set.problem]));
    for (const { places: [place] } of parameters) expect([null, ""]).toContain(place && valueAt(set.value, place));
    const connections = connectionsOf(document);
    const chosen = Object.fromEntries(connections.map(({ key }) => [key, "conn_abc"]));
    const filled = fillTemplate({ document: set.value, parameters, connections }, { parameters: values, connections: chosen });
    const had = withSourceValues({ document: stripped, parameters, connections }, document);
    const connected = new Set(connections.flatMap(({ nodes }) => nodes));
    const expected = { ...had, nodes: had.nodes.map((node) => (connected.has(node.id) ? { ...node, connection: "conn_abc" } : node)) };
    expect(filled).toStrictEqual({ ok: true, value: expected });
  }));
});

test("every step that had a connection or needs one is in one group, with kinds that it can use", () => {
  fc.assert(fc.property(flowDocuments, (document) => {
    const connections = connectionsOf(document);
    const nodes = connections.flatMap((connection) => connection.nodes);
    expect(new Set(nodes).size).toBe(nodes.length);
    expect(new Set(connections.map(({ key }) => key)).size).toBe(connections.length);
    for (const node of document.nodes) {
      const takes = (nodeTypes.get(node.type)?.connection ?? "none") !== "none";
      if (takes && node.connection !== undefined) expect(nodes).toContain(node.id);
      if (!takes) expect(nodes).not.toContain(node.id);
    }
  }));
});
