import { describe, expect, test } from "vitest";
import type { Json } from "#lib/json.ts";
import { fillTemplate, misplacedParameters } from "#lib/flow/templates/fill-template.ts";
import type { TemplateConnection, TemplateParameter, TemplatePlace } from "#lib/flow/templates/template-content.schema.ts";
import { valueAt, withValueAt } from "#lib/flow/templates/template-place.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";

const document = buildDocument(
  {
    hook: { type: "core/webhook" },
    send: {
      type: "http/request",
      config: { url: literal("https://a.example"), query: fields({ size: literal(10), who: reference("hook", "body") }), bodyText: { kind: "template", parts: ["Dear ", { kind: "reference", node: nodeId("hook"), path: ["body", "name"] }, ", hello"] } },
    },
    load: { type: "postgres/load", config: { schema: literal("public"), table: literal("orders") } },
    list: { type: "core/webhook", config: { fields: literal([{ name: "a", label: "A" }]) } },
  },
  ["hook -> send"],
);

function at(node: string, ...path: (string | number)[]): TemplatePlace {
  return { node: nodeId(node), path };
}

function parameter(change: Partial<TemplateParameter> & { places: TemplatePlace[] }): TemplateParameter {
  return { key: "one", label: "One", help: "", type: "text", required: true, ...change };
}

function filled(parameters: TemplateParameter[], answers: Record<string, Json>, connections: TemplateConnection[] = [], chosen: Record<string, string> = {}) {
  const result = fillTemplate({ document, parameters, connections }, { parameters: answers, connections: chosen });
  return result.ok ? result.value : [...result.problem];
}

function valueOf(result: ReturnType<typeof filled>, place: TemplatePlace): Json | undefined {
  return Array.isArray(result) ? "refused" : valueAt(result, place);
}

const url = at("send", "url", "value");

test("an answer goes to each of its places: literals, rows, lists within a literal, and texts, where it is written as text", () => {
  const places = [url, at("send", "query", "fields", 0, "value", "value"), at("send", "bodyText", "parts", 2), at("list", "fields", "value", 0, "label")];
  const result = filled([parameter({ type: "number", places })], { one: 7 });
  expect(places.map((place) => valueOf(result, place))).toEqual([7, 7, "7", 7]);
});

test("without an answer the default stands; without a default only what is needed is missed", () => {
  expect(valueOf(filled([parameter({ default: "https://b.example", places: [url] })], { one: "  " }), url)).toBe("https://b.example");
  expect(valueOf(filled([parameter({ required: false, places: [url] })], {}), url)).toBe("https://a.example");
  expect(filled([parameter({ places: [url] })], {})).toEqual([["parameters.one", "This is needed."]]);
});

test("a table that is chosen as schema.table fills a step's two settings; a name alone is of the schema public", () => {
  const places = [at("load", "schema", "value"), at("load", "table", "value"), url];
  const tables = parameter({ type: "choice", options: { from: "tables", connection: "store" }, places });
  const both = (value: string) => places.map((place) => valueOf(filled([tables], { one: value }), place));
  expect(both("crm.left.over")).toEqual(["crm", "left.over", "crm.left.over"]);
  expect(both("orders")).toEqual(["public", "orders", "orders"]);
});

describe("an answer of the wrong kind is named", () => {
  test.each<[TemplateParameter["type"], Json, Json]>([
    ["text", "a", 1], ["long", "a", "a".repeat(20_001)], ["email", "ada@example.com", "ada@"], ["url", "https://a.example/x", "javascript:alert(1)"], ["number", 0, "0"], ["boolean", false, "false"], ["choice", "b", "c"],
  ])("%s takes %j, not the other", (type, right, wrong) => {
    const asked = [parameter({ type, places: [url], ...(type === "choice" ? { options: { from: "list", values: ["a", "b"] } } : {}) })];
    expect(valueOf(filled(asked, { one: right }), url)).toEqual(right);
    expect(filled(asked, { one: wrong })).toMatchObject([["parameters.one", expect.stringMatching(/^(Give|Say|Choose)/)]]);
  });

  test("what is not asked, and what an object inherits", () => {
    expect(filled([], { other: 1 })).toEqual([["parameters.other", "The template asks no such thing."]]);
    expect(filled([parameter({ key: "constructor", places: [url] })], {})).toEqual([["parameters.constructor", "This is needed."]]);
  });
});

test("a connection goes to its nodes alone, and may be left out", () => {
  const connections = [{ key: "api", title: "API", help: "", kinds: ["http/bearer"], nodes: [nodeId("send")] }];
  const ids = (chosen: Record<string, string>) => {
    const result = filled([], {}, connections, chosen);
    return Array.isArray(result) ? result : result.nodes.map(({ connection }) => connection ?? null);
  };
  expect(ids({ api: "conn_1" })).toEqual([null, "conn_1", null, null]);
  expect(ids({})).toEqual([null, null, null, null]);
});

test("a place is where a value stands: not a setting's kind, a reference, a field's name, nor anything inherited", () => {
  const nowhere = [
    at("send", "url", "kind"), at("send", "url"), at("send", "query", "fields", 0, "name"), at("send", "query", "fields", 1, "value", "path"), at("send", "bodyText", "parts", 1), at("send", "bodyText", "parts"),
    at("send", "__proto__", "value"), at("send", "url", "constructor"), at("gone", "url", "value"), at("send", "query", "fields", 9, "value", "value"), at("list", "fields", "value", 0, "toString"),
  ];
  for (const place of nowhere) {
    expect(valueAt(document, place), JSON.stringify(place)).toBeUndefined();
    expect(withValueAt(document, place, "x")).toBe(document);
  }
  expect(misplacedParameters({ document, parameters: [parameter({ places: [url] }), parameter({ key: "two", places: [url, ...nowhere.slice(0, 1)] })] })).toEqual(["two"]);
});
