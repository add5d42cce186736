import { mapNodes, mapNodesInBinding } from "#lib/flow/bindings/map-nodes.ts";
import type { FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";
import { freeName } from "./insert-node.ts";
import { newLocalId } from "./new-local-id.ts";
import { gridStep, rowStep } from "./place-node.ts";

/** Copies with the edges between them and from what they refer to; a trigger is left out, a flow has one. Null when nothing is left. */
export function duplicateNodes(document: FlowDocument, types: NodeTypes, selected: readonly string[]): { operation: Operation; ids: string[] } | null {
  const chosen = document.nodes.filter((node) => selected.includes(node.id) && types.get(node.type)?.kind !== "trigger");
  if (chosen.length === 0) return null;
  const ids = new Map(chosen.map((node) => [node.id, newLocalId("node")]));
  const copyOf = (id: string): string => ids.get(id) ?? id;
  let named = document;
  const nodes = chosen.map((node) => {
    const config = Object.fromEntries(Object.entries(node.config).map(([key, value]) => [key, mapNodes(value, copyOf)]));
    const copy: FlowNode = { ...node, id: copyOf(node.id), name: freeName(named, node.name), config };
    if (copy.settings.idempotencyKey) copy.settings = { ...copy.settings, idempotencyKey: mapNodesInBinding(copy.settings.idempotencyKey, copyOf) };
    named = { ...named, nodes: [...named.nodes, copy] };
    const at = document.layout.nodes[node.id] ?? { x: 0, y: 0 };
    return { node: copy, at: { x: at.x + gridStep * 4, y: at.y + rowStep } };
  });
  const edges = document.edges
    .filter((edge) => ids.has(edge.to.node))
    .map((edge) => ({
      edge: { ...edge, id: newLocalId("edge"), from: { ...edge.from, node: copyOf(edge.from.node) }, to: { ...edge.to, node: copyOf(edge.to.node) } },
    }));
  return { operation: { type: "add-nodes", nodes, edges }, ids: [...ids.values()] };
}
