import type { ConfigValue, FlowDocument, FlowEdge, FlowNode, Group, Layout, NodeSettings, Note } from "../document.schema.ts";
import type { DataType } from "../data-types/data-type.ts";
import type { NodeType, NodeTypes } from "../node-type.ts";
import { setOwn } from "../bindings/resolve.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import { holdsId } from "./holds-id.ts";

/** Settings that mean the same in every workspace; whatever is added to a node's settings stays at home until it is named here. */
const keptSettings = ["timeoutMs", "retry", "onError", "onUnknown", "rejectLimit", "overlap", "keys", "disabled", "note"] as const satisfies readonly (keyof NodeSettings)[];

function fieldsOf(type: DataType): { open: boolean; fields: ReadonlyMap<string, DataType> } {
  if (type.kind === "object") return { open: type.open, fields: new Map(Object.entries(type.fields).map(([name, field]) => [name, field.type])) };
  if (type.kind !== "union") return { open: type.kind === "any", fields: new Map() };
  const parts = type.of.map(fieldsOf);
  return { open: parts.some(({ open }) => open), fields: new Map(parts.flatMap(({ fields }) => [...fields])) };
}

function itemsOf(type: DataType): DataType {
  if (type.kind === "list") return type.of;
  const list = type.kind === "union" ? type.of.find(({ kind }) => kind === "list") : undefined;
  return list?.kind === "list" ? list.of : { kind: "any" };
}

/** A literal with what its setting takes, and no other key. */
function literalOf(value: Json, type: DataType): Json {
  if (Array.isArray(value)) return value.map((item) => literalOf(item, itemsOf(type)));
  if (!isJsonObject(value)) return value;
  const { open, fields } = fieldsOf(type);
  const kept: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const field = fields.get(key);
    if (field !== undefined || open) setOwn(kept, key, literalOf(item, field ?? { kind: "any" }));
  }
  return kept;
}

function settingOf(value: ConfigValue, key: string, type: NodeType): ConfigValue {
  if (value.kind !== "literal") return value;
  // The id of a flow that is called: it is one of this workspace.
  if (type.built === "call" && key === "flow") return { kind: "literal", value: "" };
  return { kind: "literal", value: literalOf(value.value, type.fieldTypes[key] ?? { kind: "any" }) };
}

function nodeOf({ id, name, type: typeName, config, settings }: FlowNode, type: NodeType): FlowNode {
  const kept: NodeSettings = Object.fromEntries(keptSettings.flatMap((key) => (settings[key] === undefined ? [] : [[key, settings[key]]])));
  const key = settings.idempotencyKey;
  return {
    id, name, type: typeName,
    config: Object.fromEntries(type.fields.flatMap((field) => (config[field] === undefined ? [] : [[field, settingOf(config[field], field, type)]]))),
    settings: key === undefined || holdsId(JSON.stringify(key)) ? kept : { ...kept, idempotencyKey: key },
  };
}

function edgeOf({ id, carries, name, from, to }: FlowEdge): FlowEdge {
  return { id, carries, ...(name === undefined ? {} : { name }), from: { node: from.node, port: from.port }, to: { node: to.node, port: to.port } };
}

function layoutOf({ nodes, groups = {}, notes = {} }: Layout, there: ReadonlySet<string>): Layout {
  const keptGroups = Object.entries(groups).flatMap(([id, { title, nodes: named }]): [string, Group][] => {
    const inside = named.filter((node) => there.has(node));
    return inside.length === 0 ? [] : [[id, { title, nodes: inside }]];
  });
  const keptNotes = Object.entries(notes).map(([id, { x, y, width, text }]): [string, Note] => [id, { x, y, width, text }]);
  return {
    nodes: Object.fromEntries(Object.entries(nodes).flatMap(([id, { x, y }]) => (there.has(id) ? [[id, { x, y }]] : []))),
    ...(keptGroups.length === 0 ? {} : { groups: Object.fromEntries(keptGroups) }),
    ...(keptNotes.length === 0 ? {} : { notes: Object.fromEntries(keptNotes) }),
  };
}

/**
 * What of a document may leave its workspace, by what is known: nodes of known types with the settings that those have,
 * edges, and where things lie. No connection and no called flow comes along, and nothing that a document does not hold
 * (samples, mocks) is looked at.
 */
export function stripDocument(document: FlowDocument, types: NodeTypes): FlowDocument {
  const nodes = document.nodes.flatMap((node) => {
    const type = types.get(node.type);
    return type ? [nodeOf(node, type)] : [];
  });
  const there = new Set(nodes.map(({ id }) => id));
  return {
    schemaVersion: document.schemaVersion,
    nodes,
    edges: document.edges.filter(({ from, to }) => there.has(from.node) && there.has(to.node)).map(edgeOf),
    layout: layoutOf(document.layout, there),
  };
}
