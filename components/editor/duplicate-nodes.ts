import type { Binding, ConfigValue, FlowDocument, FlowNode, Reference } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";
import { freeName } from "./insert-node.ts";
import { newLocalId } from "./new-local-id.ts";
import { gridStep, rowStep } from "./place-node.ts";

type Ids = ReadonlyMap<string, string>;

function mapReference(reference: Reference, ids: Ids): Reference {
  return { ...reference, node: ids.get(reference.node) ?? reference.node };
}

function mapBinding(binding: Binding, ids: Ids): Binding {
  if (binding.kind === "reference") return mapReference(binding, ids);
  if (binding.kind === "template") return { ...binding, parts: binding.parts.map((part) => (typeof part === "string" ? part : mapReference(part, ids))) };
  return binding;
}

function mapConfig(config: FlowNode["config"], ids: Ids): FlowNode["config"] {
  const mapped = (value: ConfigValue): ConfigValue =>
    value.kind === "fields" ? { ...value, fields: value.fields.map((field) => ({ ...field, value: mapBinding(field.value, ids) })) } : mapBinding(value, ids);
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, mapped(value)]));
}

/** Copies with the edges between them and from what they refer to; a trigger is left out, a flow has one. Null when nothing is left. */
export function duplicateNodes(document: FlowDocument, types: NodeTypes, selected: readonly string[]): { operation: Operation; ids: string[] } | null {
  const chosen = document.nodes.filter((node) => selected.includes(node.id) && types.get(node.type)?.kind !== "trigger");
  if (chosen.length === 0) return null;
  const ids = new Map(chosen.map((node) => [node.id, newLocalId("node")]));
  let named = document;
  const nodes = chosen.map((node) => {
    const copy: FlowNode = { ...node, id: ids.get(node.id) ?? node.id, name: freeName(named, node.name), config: mapConfig(node.config, ids) };
    if (copy.settings.idempotencyKey) copy.settings = { ...copy.settings, idempotencyKey: mapBinding(copy.settings.idempotencyKey, ids) };
    named = { ...named, nodes: [...named.nodes, copy] };
    const at = document.layout.nodes[node.id] ?? { x: 0, y: 0 };
    return { node: copy, at: { x: at.x + gridStep * 4, y: at.y + rowStep } };
  });
  const edges = document.edges
    .filter((edge) => ids.has(edge.to.node))
    .map((edge) => ({
      edge: {
        ...edge,
        id: newLocalId("edge"),
        from: { ...edge.from, node: ids.get(edge.from.node) ?? edge.from.node },
        to: { ...edge.to, node: ids.get(edge.to.node) ?? edge.to.node },
      },
    }));
  return { operation: { type: "add-nodes", nodes, edges }, ids: [...ids.values()] };
}
