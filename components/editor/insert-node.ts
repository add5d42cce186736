import type { ConfigValue, FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import { errorPort, type NodeType, type NodeTypes } from "#lib/flow/node-type.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";
import { edgeBetween, outputsOf } from "./connection-rules.ts";
import type { PaletteRequest, PortAddress, Selection } from "./editor-store.ts";
import { newLocalId } from "./new-local-id.ts";
import { freePlace, placeBeside } from "./place-node.ts";

/** A name no other node has: `Map`, then `Map 2`. */
export function freeName(document: FlowDocument, wanted: string): string {
  const taken = new Set(document.nodes.map((node) => node.name));
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/ \d+$/, "").slice(0, 74);
  for (let count = 2; ; count += 1) {
    const name = `${stem} ${count}`;
    if (!taken.has(name)) return name;
  }
}

function newNode(document: FlowDocument, type: NodeType): FlowNode {
  const config: Record<string, ConfigValue> = {};
  for (const [key, value] of Object.entries(type.defaults)) config[key] = { kind: "literal", value };
  return { id: newLocalId("node"), name: freeName(document, type.title), type: type.type, config, settings: {} };
}

/** Where an insertion without a stated port attaches: the selected node's first free port, else its first. */
export function attachTo(document: FlowDocument, types: NodeTypes, selection: Selection): (PortAddress & { side: "source" }) | null {
  const id = selection.nodes.length === 1 ? selection.nodes[0] : undefined;
  const node = document.nodes.find((candidate) => candidate.id === id);
  const type = node && types.get(node.type);
  if (!node || !type) return null;
  const ports = outputsOf(type).filter((port) => port.id !== errorPort);
  const used = new Set(document.edges.filter((edge) => edge.from.node === node.id).map((edge) => edge.from.port));
  const port = ports.find((candidate) => !used.has(candidate.id)) ?? ports[0];
  return port ? { node: node.id, port: port.id, side: "source" } : null;
}

/** Why a node of this type does not fit where the palette was opened, in words; null when it does. */
export function whyNotInsert(document: FlowDocument, types: NodeTypes, type: NodeType, from: PaletteRequest["from"]): string | null {
  const hasTrigger = document.nodes.some((node) => types.get(node.type)?.kind === "trigger");
  if (type.kind === "trigger") {
    if (hasTrigger) return "a flow has one trigger";
    return from?.side === "source" ? "a trigger comes first" : null;
  }
  if (!from) return null;
  const node = document.nodes.find((candidate) => candidate.id === from.node);
  const fromType = node && types.get(node.type);
  const ports = fromType ? (from.side === "source" ? outputsOf(fromType) : fromType.inputs) : [];
  const carries = ports.find((port) => port.id === from.port)?.carries;
  const others = from.side === "source" ? type.inputs : type.outputs;
  if (others.some((port) => port.carries === carries)) return null;
  return carries === "records" ? "needs one value" : "needs records";
}

/** The one operation that adds a node where it was asked for, with its edge. */
export function insertNode(document: FlowDocument, types: NodeTypes, type: NodeType, request: PaletteRequest): { operation: Operation; id: string } {
  const node = newNode(document, type);
  const { from } = request;
  const down = from?.port === errorPort || (from !== undefined && document.edges.some((edge) => edge.from.node === from.node));
  const at = request.at
    ? freePlace(document, request.at)
    : from
      ? placeBeside(document, from.node, from.side === "source" ? "after" : "before", down && from.side === "source")
      : freePlace(document, { x: 0, y: 0 });
  const withNode: FlowDocument = { ...document, nodes: [...document.nodes, node] };
  const edges = [];
  if (from?.side === "source" && type.inputs[0]) edges.push({ edge: edgeBetween(withNode, types, { node: from.node, port: from.port }, { node: node.id, port: type.inputs[0].id }) });
  if (from?.side === "target" && type.outputs[0]) edges.push({ edge: edgeBetween(withNode, types, { node: node.id, port: type.outputs[0].id }, { node: from.node, port: from.port }) });
  return { operation: { type: "add-nodes", nodes: [{ node, at }], edges }, id: node.id };
}
