import { expect, it } from "vitest";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { mergeDocuments } from "#lib/flow/diff/merge-documents.ts";
import { buildDocument, literal, nodeId } from "#tests/support/build-document.ts";
import { putTogether, stillAsked } from "./put-together.ts";

const node = nodeId("send");
const place = { node, path: ["url", "value"] };
const url = { key: "url", label: "Where to", help: "", type: "url" as const, required: true, places: [place] };
const crm = { key: "crm", title: "The CRM", help: "", kinds: ["http/bearer"], nodes: [node] };

function flow(address: string): FlowDocument {
  return buildDocument({ hook: { type: "core/webhook" }, send: { type: "http/request", config: { url: literal(address) } } }, ["hook -> send"]);
}
function urlOf(document: FlowDocument): unknown {
  const value = document.nodes.find(({ id }) => id === node)?.config["url"];
  return value?.kind === "literal" ? value.value : undefined;
}
const base = flow("https://old.example");
const theirs = flow("");
const update = { parameters: [url], connections: [crm], theirs };

it("asks what the newer version asks, where its empty value came in, and fills the answer there", () => {
  const { document } = mergeDocuments(base, base, theirs, new Map());
  expect(stillAsked(update, document)).toEqual({ parameters: [url], connections: [crm] });
  const none = putTogether(update, document, { parameters: {}, connections: {} });
  expect(none.ok ? null : [...none.problem]).toEqual([["parameters.url", "This is needed."]]);
  const done = putTogether(update, document, { parameters: { url: "https://new.example" }, connections: { crm: "conn_1" } });
  expect(done.ok ? [urlOf(done.value.document), done.value.document.nodes.find(({ id }) => id === node)?.connection, done.value.parameters] : done.problem).toEqual(["https://new.example", "conn_1", { url: "https://new.example" }]);
});

it("asks nothing for a place that the reader kept, and says what stands there", () => {
  const mine = flow("https://mine.example");
  const kept = mergeDocuments(base, mine, theirs, new Map());
  expect(kept.conflicts).toHaveLength(1);
  expect(stillAsked(update, kept.document).parameters).toEqual([]);
  const done = putTogether(update, kept.document, { parameters: { url: "https://forgotten.example" }, connections: {} });
  expect(done.ok ? [urlOf(done.value.document), done.value.parameters] : done.problem).toEqual(["https://mine.example", { url: "https://mine.example" }]);
  const taken = mergeDocuments(base, mine, theirs, new Map(), { [kept.conflicts[0]?.place ?? ""]: "theirs" });
  expect(stillAsked(update, taken.document).parameters).toEqual([url]);
});

it("asks for no connection where the step has one or is gone", () => {
  const connected = { ...theirs, nodes: theirs.nodes.map((one) => (one.id === node ? { ...one, connection: "conn_mine" } : one)) };
  expect(stillAsked(update, connected).connections).toEqual([]);
  expect(stillAsked(update, { ...theirs, nodes: theirs.nodes.filter(({ id }) => id !== node), edges: [] })).toEqual({ parameters: [], connections: [] });
});
