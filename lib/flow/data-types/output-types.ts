import type { Binding, ConfigValue, FlowNode } from "../document.schema.ts";
import { typeOfCel } from "../bindings/cel-type.ts";
import { readCel } from "../bindings/read-cel.ts";
import type { Subject } from "../check/subject.ts";
import { edgeNames } from "../edge-names.ts";
import type { NodeType } from "../node-type.ts";
import { startsWithList } from "../starts-with-list.ts";
import { anyType, type DataType } from "./data-type.ts";
import { formType } from "./form-type.ts";
import { typeAt } from "./type-at.ts";
import { typeOfValue } from "./type-of-value.ts";
import { unionOf } from "./union-of.ts";

/** What each node gives: to readers after it, and, for sources and sinks, to readers outside their region. */
export interface OutputTypes {
  /** What a reference from `reader` to `node` finds. */
  seenBy(reader: string, node: string): DataType;
  /** The type a binding has where `reader` uses it. */
  ofBinding(reader: string, binding: Binding): DataType;
}

/** What a region tells of itself at its end (SEMANTICS region-4). */
const summary: DataType = {
  kind: "object", open: false,
  fields: {
    read: { type: { kind: "number", integer: true } },
    filtered: { type: { kind: "number", integer: true } },
    rejected: { type: { kind: "number", integer: true } },
    written: { type: { kind: "object", fields: {}, open: true } },
    cursor: { type: anyType },
    window: { type: anyType },
  },
};

/** What an error port carries (SEMANTICS graph-4). */
const failure: DataType = {
  kind: "object", open: false,
  fields: {
    class: { type: { kind: "string" } }, code: { type: { kind: "string" } }, message: { type: { kind: "string" } },
    node: { type: { kind: "string" } }, attempts: { type: { kind: "number", integer: true } }, at: { type: { kind: "string", format: "date-time" } },
  },
};

const declared: Record<string, DataType> = {
  text: { kind: "string" }, number: { kind: "number" }, boolean: { kind: "boolean" }, list: { kind: "list", of: anyType }, object: { kind: "object", fields: {}, open: true }, any: anyType,
};

/** Declared fields as their trigger holds them: `[{ name, type, required }]`. */
function declaration(value: ConfigValue | undefined): DataType {
  const list = value?.kind === "literal" && Array.isArray(value.value) ? value.value : [];
  const fields: Extract<DataType, { kind: "object" }>["fields"] = {};
  for (const entry of list) {
    if (typeof entry !== "object" || entry === null || Array.isArray(entry) || typeof entry["name"] !== "string") continue;
    const type = declared[String(entry["type"])] ?? anyType;
    fields[entry["name"]] = entry["required"] === true ? { type } : { type, optional: true };
  }
  return { kind: "object", fields, open: false };
}

/** What a trigger gives that gathers several: a list of what each would have been. */
function listOf(type: DataType): DataType {
  return { kind: "object", open: false, fields: { items: { type: { kind: "list", of: type } }, count: { type: { kind: "number", integer: true } } } };
}

/** Puts what a sample or introspection says where a schema says nothing. */
function refine(type: DataType, shape: DataType | undefined): DataType {
  if (!shape) return type;
  if (type.kind === "any") return shape;
  if (type.kind === "list" && shape.kind === "list") return { kind: "list", of: refine(type.of, shape.of) };
  if (type.kind !== "object" || shape.kind !== "object") return type;
  const fields = { ...type.fields };
  for (const [name, field] of Object.entries(fields)) {
    const known = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
    fields[name] = { ...field, type: refine(field.type, known?.type) };
  }
  if (type.open) for (const [name, field] of Object.entries(shape.fields)) fields[name] ??= { ...field, optional: true };
  return { kind: "object", fields, open: type.open };
}

export function outputTypesOf(subject: Subject, shapes: ReadonlyMap<string, DataType>): OutputTypes {
  const { document, types, graph, regions, nodes } = subject;
  const names = edgeNames(document);
  /** What flows on from a node: its output, or in a region the record that leaves it. */
  const outputs = new Map<string, DataType>();
  /** Nodes whose failure some edge handles: readers may find the error instead. */
  const failing = new Set(document.edges.filter((edge) => edge.from.port === "error").map((edge) => edge.from.node));

  const isOutside = (reader: string, node: string): boolean => {
    const type = types.get(nodes.get(node)?.type ?? "");
    if (type?.kind !== "source" && type?.kind !== "sink") return false;
    return type.kind === "sink" || regions.sources.get(reader)?.[0] !== node;
  };
  const afterError = (reader: string, node: string): boolean => failing.has(node) && (subject.reach.get(reader)?.all.has(node) ?? false);

  const seenBy = (reader: string, node: string): DataType => {
    const type = types.get(nodes.get(node)?.type ?? "");
    if (isOutside(reader, node)) {
      const own = type?.kind === "source" ? summary : (type?.output ?? anyType);
      return afterError(reader, node) ? anyType : own;
    }
    const output = outputs.get(node) ?? anyType;
    return afterError(reader, node) ? unionOf([output, failure]) : output;
  };

  const ofBinding = (reader: string, binding: Binding): DataType => {
    switch (binding.kind) {
      case "literal":
        return typeOfValue(binding.value);
      case "template":
        return { kind: "string" };
      case "reference": {
        const found = typeAt(seenBy(reader, binding.node), binding.path);
        if (!found.found) return anyType;
        return found.optional && binding.default !== undefined ? unionOf([found.type, typeOfValue(binding.default)]) : found.type;
      }
      case "cel": {
        const read = readCel(binding.source);
        return read.ok ? typeOfCel(read.value, (node) => (nodes.has(node) ? seenBy(reader, node) : undefined)).type : anyType;
      }
    }
  };

  const incomingRecord = (id: string): DataType => unionOf((graph.incoming.get(id) ?? []).filter((edge) => edge.carries === "records").map((edge) => (edge.from.port === "error" ? failure : (outputs.get(edge.from.node) ?? anyType))));

  const outputOf = (node: FlowNode, type: NodeType): DataType => {
    const { shape } = type;
    switch (shape.from) {
      case "declared":
        return type.output;
      case "input":
        return regions.mode.get(node.id) === "records" ? incomingRecord(node.id) : type.output;
      case "declaration":
        return declaration(node.config[shape.field]);
      case "part": {
        const said = declaration(node.config[shape.field]);
        if (type.output.kind !== "object" || said.kind !== "object" || Object.keys(said.fields).length === 0) return type.output;
        return { ...type.output, fields: { ...type.output.fields, [shape.into]: { type: said } } };
      }
      case "form":
        return formType(type.output, node, shape);
      case "fields": {
        const list = node.config[shape.field];
        if (list?.kind !== "fields") return type.output;
        return { kind: "object", open: false, fields: Object.fromEntries(list.fields.map(({ name, value }) => [name, { type: ofBinding(node.id, value) }])) };
      }
      case "items": {
        const list = node.config[shape.field];
        const of = list && list.kind !== "fields" && list.kind !== "condition" && list.kind !== "cases" ? ofBinding(node.id, list) : anyType;
        return of.kind === "list" ? of.of : anyType;
      }
      case "edges":
        if (regions.mode.get(node.id) === "records") return incomingRecord(node.id);
        return {
          kind: "object", open: false,
          fields: Object.fromEntries((graph.incoming.get(node.id) ?? []).map((edge) => [names.get(edge.id) ?? edge.id, { type: unionOf([seenBy(node.id, edge.from.node), { kind: "null" }]) }])),
        };
    }
  };

  for (const id of graph.order) {
    const node = nodes.get(id);
    const type = node && types.get(node.type);
    if (!node || !type) continue;
    const output = refine(outputOf(node, type), shapes.get(id));
    outputs.set(id, startsWithList(node, type) ? listOf(output) : output);
  }
  return { seenBy, ofBinding };
}
