import { referencesOf } from "#lib/flow/bindings/references.ts";
import { subjectOf } from "#lib/flow/check/subject.ts";
import type { DataType } from "#lib/flow/data-types/data-type.ts";
import { outputTypesOf } from "#lib/flow/data-types/output-types.ts";
import type { ConfigValue, FlowDocument, FlowEdge, FlowNode } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";
import { freeName } from "../insert-node.ts";
import { newLocalId } from "../new-local-id.ts";
import { columnStep } from "../place-node.ts";
import { Border } from "./carry-over.ts";
import { cutOf } from "./cut-of.ts";

export interface Extraction {
  /** The flow to create. */
  child: FlowDocument;
  inputs: { name: string; type: string; required: boolean }[];
  outputs: string[];
  /** What replaces the selection once the new flow has an id. */
  operations(flow: string, name: string): { operations: Operation[]; call: string };
}

const declared: Partial<Record<DataType["kind"], string>> = { string: "text", number: "number", boolean: "boolean", list: "list", object: "object" };

function literal(value: string | unknown[]): ConfigValue {
  return { kind: "literal", value: value as never };
}

/**
 * A selection as a flow of its own and a call in its place: what its steps read from outside becomes what the flow takes,
 * what others read of them becomes its answer. Or why it cannot be one.
 */
export function extractFlow(document: FlowDocument, types: NodeTypes, selected: readonly string[]): Extraction | { why: string } {
  const cut = cutOf(document, types, selected);
  if ("why" in cut) return cut;
  const { inside, within, into, outOf, entry, exit } = cut;
  const ids = new Set(inside.map((node) => node.id));
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const nameOf = (id: string) => byId.get(id)?.name ?? "step";
  const [trigger, answer, call] = [newLocalId("node"), newLocalId("node"), newLocalId("node")];

  // An expression has other names in it than those of nodes, and a step that is gone cannot be passed along.
  const inward = new Border(trigger, (node) => byId.has(node) && !ids.has(node), nameOf);
  const steps = inside.map((node) => inward.node(node));
  const outward = new Border(call, (node) => ids.has(node), nameOf);
  const readers = document.nodes.filter((node) => !ids.has(node.id) && referencesOf(node).some((reference) => ids.has(reference.node)));
  const rewritten = readers.map((node) => outward.node(node));
  if (outward.carried.length > 0 && !exit) return { why: "Later steps read what the selection gives, but nothing leads on from it. Select up to the step that leads on." };

  const outputTypes = outputTypesOf(subjectOf(document, types), new Map());
  const inputs = inward.carried.map(({ name, reference }) => {
    const type = declared[outputTypes.ofBinding(entry.id, { ...reference }).kind] ?? "any";
    return { name, type, required: reference.default === undefined };
  });
  const places = document.layout.nodes;
  const at = places[entry.id] ?? { x: 0, y: 0 };
  const end = exit ? (places[exit.id] ?? at) : at;
  const takes: FlowNode = { id: trigger, name: freeName({ ...document, nodes: inside }, types.get("core/called")?.title ?? "Called"), type: "core/called", config: { fields: literal(inputs), answer: literal(exit ? "respond" : "ack") }, settings: {} };
  const gives: FlowNode | null = exit && {
    id: answer, name: freeName({ ...document, nodes: [...inside, takes] }, types.get("core/respond")?.title ?? "Respond"), type: "core/respond",
    config: { body: { kind: "fields", fields: outward.carried.map(({ name, reference }) => ({ name, value: reference })) } }, settings: {},
  };
  const [out] = outOf;
  const edge = (from: FlowEdge["from"], to: FlowEdge["to"]): FlowEdge => ({ id: newLocalId("edge"), carries: "value", from, to });
  const groups = Object.entries(document.layout.groups ?? {}).filter(([, group]) => group.nodes.every((node) => ids.has(node)));
  const child: FlowDocument = {
    schemaVersion: document.schemaVersion,
    nodes: [takes, ...steps, ...(gives ? [gives] : [])],
    edges: [edge({ node: trigger, port: "out" }, { node: entry.id, port: into[0]?.to.port ?? "in" }), ...within, ...(gives && exit && out ? [edge(out.from, { node: answer, port: "in" })] : [])],
    layout: {
      nodes: { [trigger]: { x: at.x - columnStep, y: at.y }, ...Object.fromEntries(Object.entries(places).filter(([id]) => ids.has(id))), ...(gives ? { [answer]: { x: end.x + columnStep, y: end.y } } : {}) },
      ...(groups.length > 0 ? { groups: Object.fromEntries(groups) } : {}),
    },
  };

  return {
    child, inputs, outputs: outward.carried.map(({ name }) => name),
    operations(flow, name) {
      const node: FlowNode = {
        id: call, name: freeName({ ...document, nodes: document.nodes.filter((other) => !ids.has(other.id)) }, name), type: "core/call-flow",
        config: { flow: literal(flow), input: { kind: "fields", fields: inward.carried.map((one) => ({ name: one.name, value: one.reference })) }, wait: literal("result") }, settings: {},
      };
      const edges = [...into.map((old) => ({ edge: { ...old, id: newLocalId("edge"), to: { node: call, port: "in" } } })), ...outOf.map((old) => ({ edge: { ...old, id: newLocalId("edge"), from: { node: call, port: "out" } } }))];
      const shift = Math.max(0, end.x - at.x);
      const after = shift > 0 ? Object.fromEntries(Object.entries(places).filter(([id, place]) => !ids.has(id) && place.x >= end.x + columnStep / 2).map(([id, place]) => [id, { x: place.x - shift, y: place.y }])) : {};
      return {
        call,
        operations: [
          { type: "remove", nodes: [...ids], edges: [] },
          { type: "add-nodes", nodes: [{ node, at, index: Math.min(document.nodes.indexOf(entry), document.nodes.length - ids.size) }], edges },
          ...rewritten.flatMap((next): Operation[] => changedParts(byId.get(next.id), next)),
          ...(Object.keys(after).length > 0 ? [{ type: "move-nodes", to: after } as const] : []),
        ],
      };
    },
  };
}

function changedParts(before: FlowNode | undefined, next: FlowNode): Operation[] {
  if (!before) return [];
  const changed = Object.entries(next.config).filter(([key, value]) => JSON.stringify(before.config[key]) !== JSON.stringify(value)).map(([key, value]): Operation => ({ type: "set-config", node: next.id, key, value }));
  return JSON.stringify(before.settings) === JSON.stringify(next.settings) ? changed : [...changed, { type: "set-settings", node: next.id, settings: next.settings }];
}
