import type { FlowDocument, FlowEdge } from "#lib/flow/document.schema.ts";
import { wouldCycle } from "#lib/flow/graph.ts";
import { errorPort, type Carries, type NodeType, type NodeTypes } from "#lib/flow/node-type.ts";
import type { PortAddress } from "./editor-store.ts";
import { newLocalId } from "./new-local-id.ts";

/** The ports edges may leave from, `error` last. */
export function outputsOf(type: NodeType): { id: string; carries: Carries; label?: string }[] {
  return type.canFail ? [...type.outputs, { id: errorPort, carries: "value", label: "on error" }] : [...type.outputs];
}

function carriedBy(document: FlowDocument, types: NodeTypes, address: PortAddress, side: "source" | "target"): Carries | null {
  const node = document.nodes.find((candidate) => candidate.id === address.node);
  const type = node && types.get(node.type);
  if (!type) return null;
  const ports = side === "source" ? outputsOf(type) : type.inputs;
  return ports.find((port) => port.id === address.port)?.carries ?? null;
}

/** Why two ports cannot be joined, in words; null when they can. */
export function whyNotConnect(document: FlowDocument, types: NodeTypes, from: PortAddress, to: PortAddress): string | null {
  if (from.node === to.node) return "a step cannot lead to itself";
  const out = carriedBy(document, types, from, "source");
  const into = carriedBy(document, types, to, "target");
  if (out === null) return "nothing leaves here";
  if (into === null) return "nothing can lead into it";
  if (out !== into) return into === "value" ? "needs one value" : "needs records";
  if (document.edges.some((edge) => edge.from.node === from.node && edge.from.port === from.port && edge.to.node === to.node && edge.to.port === to.port)) {
    return "already connected";
  }
  return wouldCycle(document, from.node, to.node) ? "would close a loop" : null;
}

/** The edge between two ports that fit. */
export function edgeBetween(document: FlowDocument, types: NodeTypes, from: PortAddress, to: PortAddress): FlowEdge {
  return { id: newLocalId("edge"), carries: carriedBy(document, types, from, "source") ?? "value", from, to };
}

/** Every port that a connection begun at `start` could end at, as `node port`. */
export function fittingPorts(document: FlowDocument, types: NodeTypes, start: PortAddress & { side: "source" | "target" }): Set<string> {
  const fits = new Set<string>();
  const carries = carriedBy(document, types, start, start.side);
  const blocked = reachedFrom(document, start);
  const joined = new Set(document.edges.map((edge) => `${edge.from.node} ${edge.from.port} ${edge.to.node} ${edge.to.port}`));
  for (const node of document.nodes) {
    const type = types.get(node.type);
    if (!type || node.id === start.node || blocked.has(node.id)) continue;
    for (const port of start.side === "source" ? type.inputs : outputsOf(type)) {
      const ends = start.side === "source" ? `${start.node} ${start.port} ${node.id} ${port.id}` : `${node.id} ${port.id} ${start.node} ${start.port}`;
      if (port.carries === carries && !joined.has(ends)) fits.add(`${node.id} ${port.id}`);
    }
  }
  return fits;
}

/** What lies against the direction of the new edge: joining it would close a loop. */
function reachedFrom(document: FlowDocument, start: PortAddress & { side: "source" | "target" }): Set<string> {
  const next = new Map<string, string[]>();
  for (const edge of document.edges) {
    const [near, far] = start.side === "source" ? [edge.to.node, edge.from.node] : [edge.from.node, edge.to.node];
    next.set(near, [...(next.get(near) ?? []), far]);
  }
  const seen = new Set<string>();
  const open = [start.node];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const other of next.get(id) ?? []) {
      if (seen.has(other)) continue;
      seen.add(other);
      open.push(other);
    }
  }
  return seen;
}
