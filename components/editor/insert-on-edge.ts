import type { FlowDocument, FlowEdge, FlowNode } from "#lib/flow/document.schema.ts";
import { errorPort, type NodeType, type NodeTypes } from "#lib/flow/node-type.ts";
import type { Operation, Position } from "#lib/flow/operations/operation.ts";
import { heightsOf } from "./heights-of.ts";
import { newNode } from "./insert-node.ts";
import { columnStep, freePlace, type Heights, nodeHeight, nodeWidth } from "./place-node.ts";
import { edgeBetween, whyNotConnect } from "./wiring/connection-rules.ts";
import { wiringOf } from "./wiring/wiring.ts";

interface Splice {
  into: FlowEdge;
  outOf: FlowEdge;
}

/** The two edges that take the place of one, or why they cannot. */
function spliceOf(document: FlowDocument, types: NodeTypes, edge: FlowEdge, node: FlowNode): Splice | { why: string } {
  const open: FlowDocument = { ...document, nodes: document.nodes.some(({ id }) => id === node.id) ? document.nodes : [...document.nodes, node], edges: document.edges.filter(({ id }) => id !== edge.id) };
  const type = types.get(node.type);
  let why = type?.kind === "trigger" ? "a trigger comes first" : "nothing can lead into it";
  for (const input of type?.inputs ?? []) {
    const to = { node: node.id, port: input.id };
    const refused = whyNotConnect(open, types, edge.from, to);
    if (refused !== null) {
      why = refused;
      continue;
    }
    const into = edgeBetween(open, types, edge.from, to);
    const half: FlowDocument = { ...open, edges: [...open.edges, into] };
    const outputs = wiringOf(half, types).outputs(node.id).filter((port) => port.id !== errorPort);
    why = "nothing leaves it";
    for (const output of outputs) {
      const from = { node: node.id, port: output.id };
      const no = whyNotConnect(half, types, from, edge.to);
      if (no === null) return { into, outOf: { ...edgeBetween(half, types, from, edge.to), ...(edge.name === undefined ? {} : { name: edge.name }) } };
      why = no;
    }
  }
  return { why };
}

/** Why a node of this type cannot stand on an edge, in words; null when it can. */
export function whyNotOnEdge(document: FlowDocument, types: NodeTypes, edge: string, what: NodeType | FlowNode): string | null {
  const found = document.edges.find(({ id }) => id === edge);
  if (!found) return "the connection is gone";
  const node = "kind" in what ? { ...newNode(document, what), id: "n_probe" } : what;
  const splice = spliceOf(document, types, found, node);
  return "why" in splice ? splice.why : null;
}

/** Everything that comes after a node, and the node itself. */
function after(document: FlowDocument, start: string): Set<string> {
  const found = new Set([start]);
  for (const id of found) for (const edge of document.edges) if (edge.from.node === id) found.add(edge.to.node);
  return found;
}

/** Shifts what comes after to the right, and whatever then would lie under it, until nothing overlaps. */
function makeRoom(document: FlowDocument, heights: Heights, to: string, at: Position, by: number): Record<string, Position> {
  const places = document.layout.nodes;
  const moved = new Set([...after(document, to)].filter((id) => (places[id]?.x ?? Number.NEGATIVE_INFINITY) >= at.x - nodeWidth));
  for (const id of moved) {
    const place = places[id];
    if (!place) continue;
    for (const [other, there] of Object.entries(places)) {
      if (moved.has(other) || there.x < place.x) continue;
      const overlaps = Math.abs(there.x - place.x - by) < nodeWidth && there.y < place.y + heights(id) && place.y < there.y + heights(other);
      if (overlaps) moved.add(other);
    }
  }
  return Object.fromEntries([...moved].flatMap((id) => (places[id] ? [[id, { x: places[id].x + by, y: places[id].y }]] : [])));
}

/**
 * What puts a node on an edge: the edge becomes two, and what comes after makes room. Null when it does not fit.
 * @param what a type for a new node, or a node of the document that nothing is joined to.
 */
export function insertOnEdge(document: FlowDocument, types: NodeTypes, edge: string, what: NodeType | FlowNode): { operations: Operation[]; id: string } | null {
  const found = document.edges.find(({ id }) => id === edge);
  if (!found) return null;
  const isNew = "kind" in what;
  const node = isNew ? newNode(document, what) : what;
  const splice = spliceOf(document, types, found, node);
  if ("why" in splice) return null;
  const heights = heightsOf(document, types);
  const from = document.layout.nodes[found.from.node] ?? { x: 0, y: 0 };
  const to = document.layout.nodes[found.to.node] ?? { x: from.x + columnStep, y: from.y };
  const gap = to.x - from.x;
  const roomy = gap >= 2 * columnStep - 24;
  // On the line that leads on, beside where it came from; with room enough, halfway.
  const at: Position = { x: roomy ? from.x + Math.round(gap / 16) * 8 : from.x + Math.max(columnStep, gap), y: to.y > from.y + nodeHeight || from.y > to.y + nodeHeight ? to.y : from.y };
  const shifted = roomy || gap <= 0 ? {} : makeRoom(document, heights, found.to.node, at, columnStep);
  const settled: FlowDocument = { ...document, layout: { ...document.layout, nodes: { ...document.layout.nodes, ...shifted } } };
  const others = { ...settled, layout: { ...settled.layout, nodes: Object.fromEntries(Object.entries(settled.layout.nodes).filter(([id]) => id !== node.id)) } };
  const place = freePlace(others, heights, at);
  const index = document.edges.indexOf(found);
  const edges = [{ edge: splice.into, index }, { edge: splice.outOf, index: index + 1 }];
  const operations: Operation[] = [
    { type: "remove", nodes: [], edges: [edge] },
    ...(Object.keys(shifted).length > 0 ? [{ type: "move-nodes", to: shifted } as const] : []),
    ...(isNew ? [] : [{ type: "move-nodes", to: { [node.id]: place } } as const]),
    { type: "add-nodes", nodes: isNew ? [{ node, at: place }] : [], edges, ...joinGroup(document, found, node.id) },
  ];
  return { operations, id: node.id };
}

/** Between two nodes of one group, the new one belongs to it too. */
function joinGroup(document: FlowDocument, { from, to }: FlowEdge, node: string) {
  const found = Object.entries(document.layout.groups ?? {}).find(([, group]) => group.nodes.includes(from.node) && group.nodes.includes(to.node) && !group.nodes.includes(node));
  return found ? { groups: { [found[0]]: { ...found[1], nodes: [...found[1].nodes, node] } } } : {};
}
