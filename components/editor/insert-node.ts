import { inBrowserZone } from "#components/fields/schedule-parts.ts";
import type { ConfigValue, FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import { errorPort, type NodeType, type NodeTypes } from "#lib/flow/node-type.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";
import type { PaletteRequest, PortAddress, Selection } from "./editor-store.ts";
import { heightsOf } from "./heights-of.ts";
import { newLocalId } from "./new-local-id.ts";
import { portName } from "./nodes/port-words.ts";
import { freePlace, placeBeside } from "./place-node.ts";
import { edgeBetween, whyNotConnect } from "./wiring/connection-rules.ts";
import { wiringOf } from "./wiring/wiring.ts";

/** Above a source its records' bed begins, with its words. */
const bedRoom = 48;

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

export function newNode(document: FlowDocument, type: NodeType): FlowNode {
  const config: Record<string, ConfigValue> = {};
  for (const [key, value] of Object.entries(type.defaults)) config[key] = { kind: "literal", value: key === "schedule" ? inBrowserZone(value) : value };
  return { id: newLocalId("node"), name: freeName(document, type.title), type: type.type, config, settings: {} };
}

/** Where an insertion without a stated port attaches: the selected node's first free port, else its first. */
export function attachTo(document: FlowDocument, types: NodeTypes, selection: Pick<Selection, "nodes"> & Partial<Selection>): (PortAddress & { side: "source" }) | null {
  const id = selection.nodes.length === 1 ? selection.nodes[0] : undefined;
  if (id === undefined) return null;
  const ports = wiringOf(document, types).outputs(id).filter((port) => port.id !== errorPort);
  const used = new Set(document.edges.filter((edge) => edge.from.node === id).map((edge) => edge.from.port));
  const port = ports.find((candidate) => !used.has(candidate.id)) ?? ports[0];
  return port ? { node: id, port: port.id, side: "source" } : null;
}

/** The ports an insertion would join: into the new node's input, or out of the first of its outputs that fits. */
function endsOf(document: FlowDocument, types: NodeTypes, node: FlowNode, from: NonNullable<PaletteRequest["from"]>): { from: PortAddress; to: PortAddress } | { why: string } {
  const withNode: FlowDocument = { ...document, nodes: [...document.nodes, node] };
  const near = { node: from.node, port: from.port };
  const type = types.get(node.type);
  const ports = from.side === "source" ? (type?.inputs ?? []) : wiringOf(withNode, types).outputs(node.id).filter((port) => port.id !== errorPort);
  let why = from.side === "source" ? "nothing can lead into it" : "nothing leaves it";
  for (const { id } of ports) {
    const far = { node: node.id, port: id };
    const ends = from.side === "source" ? { from: near, to: far } : { from: far, to: near };
    const refused = whyNotConnect(withNode, types, ends.from, ends.to);
    if (refused === null) return ends;
    why = refused;
  }
  return { why };
}

/** Why a node of this type does not fit where the palette was opened, in words; null when it does. */
export function whyNotInsert(document: FlowDocument, types: NodeTypes, type: NodeType, from: PaletteRequest["from"]): string | null {
  if (type.kind === "trigger") {
    if (document.nodes.some((node) => types.get(node.type)?.kind === "trigger")) return "a flow has one trigger";
    if (from?.side === "source") return "a trigger comes first";
  }
  if (!from) return null;
  const ends = endsOf(document, types, { ...newNode(document, type), id: "n_probe" }, from);
  return "why" in ends ? ends.why : null;
}

/** The one operation that adds a node where it was asked for, with its edge. */
export function insertNode(document: FlowDocument, types: NodeTypes, type: NodeType, request: PaletteRequest): { operation: Operation; id: string } {
  const node = newNode(document, type);
  const { from } = request;
  const ends = from ? endsOf(document, types, node, from) : { why: "" };
  const edges = "why" in ends ? [] : [{ edge: edgeBetween({ ...document, nodes: [...document.nodes, node] }, types, ends.from, ends.to) }];
  return { operation: { type: "add-nodes", nodes: [{ node, at: placeOf(document, types, type, request) }], edges }, id: node.id };
}

/** Beside the port it was opened from; branches, error paths and further ports go down, named ports ask for room. */
function placeOf(document: FlowDocument, types: NodeTypes, type: NodeType, { at, from }: PaletteRequest) {
  const wiring = wiringOf(document, types);
  const heights = heightsOf(document, types);
  if (at) return freePlace(document, heights, at);
  if (!from) return freePlace(document, heights, { x: 0, y: 0 });
  const outputs = from.side === "source" ? wiring.outputs(from.node) : [];
  const isNamed = outputs.some((port) => (portName(port) ?? "").length > 5);
  const down = from.side === "source" && (from.port === errorPort || document.edges.some((edge) => edge.from.node === from.node));
  return placeBeside(document, heights, from.node, from.side === "source" ? "after" : "before", { down, wide: isNamed, room: type.kind === "source" ? bedRoom : 0 });
}
