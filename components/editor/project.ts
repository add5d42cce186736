import type { Edge, Node } from "@xyflow/react";
import type { FlowDocument, FlowEdge, FlowNode } from "#lib/flow/document.schema.ts";
import { graphOf } from "#lib/flow/graph.ts";
import type { Issue } from "#lib/flow/issue.ts";
import { errorPort, type NodeType, type NodeTypes } from "#lib/flow/node-type.ts";
import type { Pattern } from "#lib/flow/pattern.ts";
import { patternOf } from "#lib/flow/pattern.ts";
import type { Position } from "#lib/flow/operations/operation.ts";
import { summarize } from "#lib/flow/summarize.ts";
import type { NodeRunState } from "./nodes/run-state.ts";
import { nodeHeight, nodeWidth } from "./place-node.ts";

export interface PlateData extends Record<string, unknown> {
  node: FlowNode;
  /** Missing when the flow has outlived a connector. */
  type: NodeType | undefined;
  pattern: Pattern | null;
  summary: string;
  errors: number;
  warnings: number;
  /** The `error` port leads somewhere. */
  handlesError: boolean;
  run: NodeRunState | undefined;
}
export type PlateNode = Node<PlateData, "plate">;

interface WireData extends Record<string, unknown> {
  carries: FlowEdge["carries"];
  isError: boolean;
  /** Said once for each failing node. */
  label: string | undefined;
  /** In a run: whether it was taken; absent while editing. */
  taken: boolean | undefined;
}
export type WireEdge = Edge<WireData, "wire">;

export interface ProjectionInput {
  document: FlowDocument;
  nodeTypes: NodeTypes;
  issues: readonly Issue[];
  selectedNodes: readonly string[];
  selectedEdges: readonly string[];
  /** Positions while a drag is under way; the document gets them when it ends. */
  moving: Readonly<Record<string, Position>> | null;
  /** Sizes as the browser measured them. */
  measured: ReadonlyMap<string, { width: number; height: number }>;
  run?: { nodes: ReadonlyMap<string, NodeRunState>; taken: ReadonlySet<string> };
}

export interface Projection {
  nodes: PlateNode[];
  edges: WireEdge[];
}

function countByNode(issues: readonly Issue[], severity: "error" | "other"): Map<string, number> {
  const counts = new Map<string, number>();
  for (const issue of issues) {
    if (issue.node === undefined || (issue.severity === "error") !== (severity === "error")) continue;
    counts.set(issue.node, (counts.get(issue.node) ?? 0) + 1);
  }
  return counts;
}

function sameData(a: PlateData, b: PlateData): boolean {
  return a.node === b.node && a.type === b.type && a.pattern === b.pattern && a.summary === b.summary && a.errors === b.errors && a.warnings === b.warnings && a.handlesError === b.handlesError && a.run?.signal === b.run?.signal && a.run?.foot === b.run?.foot;
}

function sameNode(a: PlateNode, b: PlateNode): boolean {
  return a.data === b.data && a.selected === b.selected && a.position.x === b.position.x && a.position.y === b.position.y && a.measured?.width === b.measured?.width && a.measured?.height === b.measured?.height;
}

function sameWire(a: WireEdge, b: WireEdge): boolean {
  return a.source === b.source && a.target === b.target && a.sourceHandle === b.sourceHandle && a.targetHandle === b.targetHandle && a.selected === b.selected && a.ariaLabel === b.ariaLabel && a.data?.label === b.data?.label && a.data?.taken === b.data?.taken && a.data?.carries === b.data?.carries;
}

/** What a screen reader says for a plate: name, kind, sentence, state, in words. */
function accessibleName(data: PlateData): string {
  const parts = [data.node.name, data.type?.kind ?? "unknown step", data.summary];
  if (data.node.settings.disabled) parts.push("disabled");
  if (data.run) parts.push(data.run.word);
  if (data.errors > 0) parts.push(data.errors === 1 ? "1 issue" : `${data.errors} issues`);
  if (data.warnings > 0) parts.push(data.warnings === 1 ? "1 warning" : `${data.warnings} warnings`);
  return parts.join(", ");
}

/**
 * Document to React Flow, keeping the object of every node and edge that did not change, so that React and React Flow
 * skip them. One projector for each canvas; the function it gives is pure but for that memory.
 */
export function createProjector(): (input: ProjectionInput) => Projection {
  let nodesById = new Map<string, PlateNode>();
  let edgesById = new Map<string, WireEdge>();
  let ordered: { document: Pick<FlowDocument, "nodes" | "edges">; order: readonly string[] } | undefined;

  return (input) => {
    const { document, nodeTypes } = input;
    if (ordered?.document.nodes !== document.nodes || ordered.document.edges !== document.edges) ordered = { document, order: walkOrder(document) };
    const byId = new Map(document.nodes.map((node) => [node.id, node]));
    const nameOf = (id: string) => byId.get(id)?.name ?? "a step that is gone";
    const errors = countByNode(input.issues, "error");
    const warnings = countByNode(input.issues, "other");
    const pattern = patternOf(document, nodeTypes);
    const selectedNodes = new Set(input.selectedNodes);
    const selectedEdges = new Set(input.selectedEdges);
    const errorHandled = new Set(document.edges.filter((edge) => edge.from.port === errorPort).map((edge) => edge.from.node));

    const nextNodes = new Map<string, PlateNode>();
    for (const id of ordered.order) {
      const node = byId.get(id);
      if (!node) continue;
      const type = nodeTypes.get(node.type);
      const old = nodesById.get(id);
      let data: PlateData = {
        node, type, pattern,
        summary: type ? summarize(node, type, nameOf) : `Unknown type ${node.type}`,
        errors: errors.get(id) ?? 0, warnings: warnings.get(id) ?? 0, handlesError: errorHandled.has(id), run: input.run?.nodes.get(id),
      };
      if (old && sameData(old.data, data)) data = old.data;
      const size = input.measured.get(id);
      const next: PlateNode = {
        id, type: "plate", data,
        position: input.moving?.[id] ?? document.layout.nodes[id] ?? { x: 0, y: 0 },
        selected: selectedNodes.has(id),
        initialWidth: nodeWidth, initialHeight: nodeHeight,
        ...(size ? { measured: size } : {}),
        ariaLabel: data === old?.data && old.ariaLabel ? old.ariaLabel : accessibleName(data),
      };
      nextNodes.set(id, old && sameNode(old, next) ? old : next);
    }

    const nextEdges = new Map<string, WireEdge>();
    const labelled = new Set<string>();
    for (const edge of document.edges) {
      if (!byId.has(edge.from.node) || !byId.has(edge.to.node)) continue;
      const isError = edge.from.port === errorPort;
      const port = nodeTypes.get(byId.get(edge.from.node)?.type ?? "")?.outputs.find((candidate) => candidate.id === edge.from.port);
      const label = isError && !labelled.has(edge.from.node) ? "on error" : port?.label;
      if (isError) labelled.add(edge.from.node);
      const old = edgesById.get(edge.id);
      const next: WireEdge = {
        id: edge.id, type: "wire",
        source: edge.from.node, sourceHandle: edge.from.port, target: edge.to.node, targetHandle: edge.to.port,
        selected: selectedEdges.has(edge.id),
        ariaLabel: `${nameOf(edge.from.node)} to ${nameOf(edge.to.node)}${isError ? ", on error" : ""}`,
        data: { carries: edge.carries, isError, label, taken: input.run ? input.run.taken.has(edge.id) : undefined },
      };
      nextEdges.set(edge.id, old && sameWire(old, next) ? old : next);
    }
    nodesById = nextNodes;
    edgesById = nextEdges;
    return { nodes: [...nextNodes.values()], edges: [...nextEdges.values()] };
  };
}

/** Nodes in the order they run, so that `Tab` and screen readers walk the flow; those on a loop come last. */
export function walkOrder(document: FlowDocument): string[] {
  const { order, cyclic } = graphOf(document);
  return [...order, ...cyclic];
}
