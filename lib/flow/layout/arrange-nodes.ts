import type { Position } from "../operations/operation.ts";
import { settleRows } from "./settle-rows.ts";

export interface ArrangedNode {
  id: string;
  /** Where it lies now: of two that share a column, the one that lay higher stays higher. */
  at: Position;
  width: number;
  height: number;
  /** Nodes of one group or region stay together. */
  cluster: string | null;
  /** Between its column and the next there is a port's name to read. */
  wide: boolean;
}

export interface ArrangedEdge {
  from: string;
  to: string;
  /** How far below the top edges it leaves and arrives. */
  leaves: number;
  arrives: number;
  /** A way beside the main line gives way to it. */
  isSide: boolean;
}

interface Row {
  id: string;
  /** What puts it above or below others of its column. */
  rank: number;
  own: number;
  height: number;
  cluster: string | null;
  isNode: boolean;
}

const columnGap = 52;
const namesRoom = 64;
const rowGap = 32;
/** Around what belongs together, so that its frame meets nothing else. */
const clusterGap = 72;
const laneHeight = 12;
const grid = 8;

function columnsOf(nodes: readonly ArrangedNode[], edges: readonly ArrangedEdge[]): Map<string, number> {
  const columns = new Map<string, number>();
  const waiting = new Map(nodes.map((node) => [node.id, 0]));
  for (const edge of edges) waiting.set(edge.to, (waiting.get(edge.to) ?? 0) + 1);
  const free = nodes.filter((node) => waiting.get(node.id) === 0).map((node) => node.id);
  for (const id of free) {
    const column = columns.get(id) ?? 0;
    columns.set(id, column);
    for (const edge of edges) {
      if (edge.from !== id) continue;
      columns.set(edge.to, Math.max(columns.get(edge.to) ?? 0, column + 1));
      const left = (waiting.get(edge.to) ?? 1) - 1;
      waiting.set(edge.to, left);
      if (left === 0) free.push(edge.to);
    }
  }
  for (const node of nodes) if (!columns.has(node.id)) columns.set(node.id, 0);
  return columns;
}

/** Nodes that edges join, directly or not, each set in the order in which its highest member lies. */
function partsOf(nodes: readonly ArrangedNode[], edges: readonly ArrangedEdge[]): ArrangedNode[][] {
  const near = new Map<string, string[]>(nodes.map((node) => [node.id, []]));
  for (const { from, to } of edges) {
    near.get(from)?.push(to);
    near.get(to)?.push(from);
  }
  const part = new Map<string, number>();
  let count = 0;
  for (const node of nodes) {
    if (part.has(node.id)) continue;
    const open = [node.id];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (part.has(id)) continue;
      part.set(id, count);
      open.push(...(near.get(id) ?? []));
    }
    count += 1;
  }
  const parts = Array.from({ length: count }, (): ArrangedNode[] => []);
  for (const node of nodes) parts[part.get(node.id) ?? 0]?.push(node);
  const top = (members: readonly ArrangedNode[]): number => Math.min(...members.map((node) => node.at.y));
  return parts.toSorted((a, b) => top(a) - top(b));
}

function arrangePart(nodes: readonly ArrangedNode[], edges: readonly ArrangedEdge[]): Map<string, Position> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const columns = columnsOf(nodes, edges);
  const clusters = new Map<string, number[]>();
  for (const node of nodes) if (node.cluster !== null) clusters.set(node.cluster, [...(clusters.get(node.cluster) ?? []), node.at.y]);
  const rankOf = (node: ArrangedNode): number => {
    const ys = node.cluster === null ? undefined : clusters.get(node.cluster);
    return ys ? ys.reduce((sum, y) => sum + y, 0) / ys.length : node.at.y;
  };
  const layers: Row[][] = Array.from({ length: Math.max(...columns.values()) + 1 }, () => []);
  for (const node of nodes) layers[columns.get(node.id) ?? 0]?.push({ id: node.id, rank: rankOf(node), own: node.at.y, height: node.height, cluster: node.cluster, isNode: true });

  // A wire over several columns gets a lane of its own in each, so that it never runs through a plate.
  const links: { from: string; to: string; offset: number; weight: number }[] = [];
  for (const [index, edge] of edges.entries()) {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    const first = columns.get(edge.from) ?? 0;
    const last = columns.get(edge.to) ?? 0;
    if (!from || !to || last <= first) continue;
    const weight = edge.isSide ? 0.001 : 1;
    let before = edge.from;
    let offset = edge.leaves;
    for (let column = first + 1; column < last; column += 1) {
      const id = `lane ${index} ${column}`;
      const way = (column - first) / (last - first);
      const y = from.at.y + edge.leaves + (to.at.y + edge.arrives - from.at.y - edge.leaves) * way;
      const cluster = from.cluster !== null && from.cluster === to.cluster ? from.cluster : null;
      layers[column]?.push({ id, rank: cluster === null ? y : rankOf(from), own: y, height: laneHeight, cluster, isNode: false });
      links.push({ from: before, to: id, offset: offset - laneHeight / 2, weight: weight * 2 });
      before = id;
      offset = laneHeight / 2;
    }
    links.push({ from: before, to: edge.to, offset: offset - edge.arrives, weight });
  }
  for (const layer of layers) layer.sort((a, b) => a.rank - b.rank || a.own - b.own);

  const tops = settleRows(layers, links, (upper, lower) => (upper.isNode && lower.isNode ? rowGap : rowGap / 2) + (upper.cluster === lower.cluster ? 0 : clusterGap));
  const places = new Map<string, Position>();
  let x = 0;
  for (const layer of layers) {
    const members = layer.filter((row) => row.isNode);
    for (const row of members) places.set(row.id, { x, y: Math.round((tops.get(row.id) ?? 0) / grid) * grid });
    const width = Math.max(...members.map((row) => byId.get(row.id)?.width ?? 0));
    x += width + columnGap + (members.some((row) => byId.get(row.id)?.wide) ? namesRoom : 0);
  }
  return places;
}

/**
 * Nodes in columns along the flow. The order in which they lay from top to bottom is kept: the arrangement tidies what
 * somebody drew, it does not draw it anew. Pure; arranging twice keeps the order too.
 */
export function arrangeNodes(nodes: readonly ArrangedNode[], edges: readonly ArrangedEdge[]): Map<string, Position> {
  const places = new Map<string, Position>();
  if (nodes.length === 0) return places;
  const known = new Set(nodes.map((node) => node.id));
  const inner = edges.filter((edge) => known.has(edge.from) && known.has(edge.to));
  const left = Math.round(Math.min(...nodes.map((node) => node.at.x)) / grid) * grid;
  let top = Math.round(Math.min(...nodes.map((node) => node.at.y)) / grid) * grid;
  for (const part of partsOf(nodes, inner)) {
    const members = new Set(part.map((node) => node.id));
    const arranged = arrangePart(part, inner.filter((edge) => members.has(edge.from)));
    const highest = Math.min(...[...arranged.values()].map((at) => at.y));
    let lowest = top;
    for (const node of part) {
      const at = arranged.get(node.id) ?? { x: 0, y: 0 };
      const place = { x: left + at.x, y: top + at.y - highest };
      places.set(node.id, place);
      lowest = Math.max(lowest, place.y + node.height);
    }
    top = Math.ceil((lowest + clusterGap) / grid) * grid;
  }
  return places;
}
