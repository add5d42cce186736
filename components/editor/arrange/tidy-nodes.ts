import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { arrangeNodes } from "#lib/flow/layout/arrange-nodes.ts";
import { errorPort, type NodeTypes } from "#lib/flow/node-type.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";
import { heightsOf } from "../heights-of.ts";
import { portName } from "../nodes/port-words.ts";
import { nodeWidth } from "../place-node.ts";
import { wiringOf } from "../wiring/wiring.ts";

const firstPort = 26;
const portStep = 30;
const errorAbove = 15;

/** Nodes in columns along the flow, in the order they have from top to bottom. Two or more selected: those alone. */
export function tidyNodes(document: FlowDocument, types: NodeTypes, selected: readonly string[]): Operation {
  const only = selected.length > 1 ? new Set(selected) : null;
  const wiring = wiringOf(document, types);
  const heights = heightsOf(document, types);
  const groupOf = new Map(Object.entries(document.layout.groups ?? {}).flatMap(([id, group]) => group.nodes.map((node) => [node, id] as const)));
  const nodes = document.nodes.filter((node) => only?.has(node.id) ?? true).map((node) => {
    const [source] = wiring.regions.sources.get(node.id) ?? [];
    return {
      id: node.id, at: document.layout.nodes[node.id] ?? { x: 0, y: 0 }, width: nodeWidth, height: heights(node.id),
      cluster: groupOf.get(node.id) ?? source ?? null,
      wide: wiring.outputs(node.id).some((port) => (portName(port) ?? "").length > 5),
    };
  });
  // One way into a step and one out of it is the main line, which runs level: the highest, as it is drawn.
  const y = (id: string): number => document.layout.nodes[id]?.y ?? 0;
  const mainOut = new Map<string, string>();
  const mainIn = new Map<string, string>();
  for (const edge of document.edges.toSorted((a, b) => Number(a.from.port === errorPort) - Number(b.from.port === errorPort) || y(a.to.node) - y(b.to.node) || y(a.from.node) - y(b.from.node))) {
    if (!mainOut.has(edge.from.node)) mainOut.set(edge.from.node, edge.id);
    if (!mainIn.has(edge.to.node)) mainIn.set(edge.to.node, edge.id);
  }
  const edges = document.edges.map((edge) => {
    const ports = wiring.outputs(edge.from.node).filter((port) => port.id !== errorPort);
    const row = Math.max(0, ports.findIndex((port) => port.id === edge.from.port));
    const isError = edge.from.port === errorPort;
    return { from: edge.from.node, to: edge.to.node, leaves: isError ? heights(edge.from.node) - errorAbove : firstPort + row * portStep, arrives: firstPort, isSide: isError || mainOut.get(edge.from.node) !== edge.id || mainIn.get(edge.to.node) !== edge.id };
  });
  return { type: "move-nodes", to: Object.fromEntries(arrangeNodes(nodes, edges)) };
}
