import type { Edge, Node } from "@xyflow/react";
import type { FlowDocument, FlowEdge, FlowNode } from "#lib/flow/document.schema.ts";
import { graphOf } from "#lib/flow/graph.ts";
import type { Issue } from "#lib/flow/issue.ts";
import { nodeNames } from "#lib/flow/node-names.ts";
import { type Carries, errorPort, type NodeType, type NodeTypes } from "#lib/flow/node-type.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import type { Pattern } from "#lib/flow/pattern.ts";
import type { Position } from "#lib/flow/operations/operation.ts";
import { summarize } from "#lib/flow/summarize.ts";
import { portName, portWord } from "./nodes/port-words.ts";
import type { NodeRunState } from "./nodes/run-state.ts";
import { nodeHeight, nodeWidth } from "./place-node.ts";
import { type RegionBed, regionBeds } from "./region-beds.ts";
import { type Wiring, wiringOf } from "./wiring/wiring.ts";

export interface PlatePort {
  id: string;
  look: Carries;
  /** On a plate beside it. */
  name: string | null;
}

export interface PlatePorts {
  inputs: readonly PlatePort[];
  /** Without `error`. */
  outputs: readonly PlatePort[];
}

export interface PlateData extends Record<string, unknown> {
  node: FlowNode;
  /** Missing when the flow has outlived a connector. */
  type: NodeType | undefined;
  pattern: Pattern | null;
  /** Works on one value, or once a record. */
  mode: Carries;
  /** The source whose records it works on; null among values, and for the source itself. */
  recordsOf: string | null;
  ports: PlatePorts;
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
  /** In a run: how many records went along. */
  count: string | undefined;
  /** Records are moving now. */
  isLive: boolean;
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
  run?: { nodes: ReadonlyMap<string, NodeRunState>; taken: ReadonlySet<string>; counts: ReadonlyMap<string, string> };
}

export interface Projection {
  nodes: PlateNode[];
  edges: WireEdge[];
  beds: RegionBed[];
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
  return a.node === b.node && a.type === b.type && a.pattern === b.pattern && a.mode === b.mode && a.recordsOf === b.recordsOf && a.ports === b.ports && a.summary === b.summary && a.errors === b.errors && a.warnings === b.warnings && a.handlesError === b.handlesError && a.run?.signal === b.run?.signal && a.run?.diff === b.run?.diff && a.run?.foot === b.run?.foot;
}

function sameNode(a: PlateNode, b: PlateNode): boolean {
  return a.data === b.data && a.selected === b.selected && a.position.x === b.position.x && a.position.y === b.position.y && a.measured?.width === b.measured?.width && a.measured?.height === b.measured?.height;
}

function sameWire(a: WireEdge, b: WireEdge): boolean {
  return a.source === b.source && a.target === b.target && a.sourceHandle === b.sourceHandle && a.targetHandle === b.targetHandle && a.selected === b.selected && a.ariaLabel === b.ariaLabel && a.data?.label === b.data?.label && a.data?.taken === b.data?.taken && a.data?.carries === b.data?.carries && a.data?.count === b.data?.count && a.data?.isLive === b.data?.isLive;
}

function samePorts(a: readonly PlatePort[], b: readonly PlatePort[]): boolean {
  return a.length === b.length && a.every((port, index) => port.id === b[index]?.id && port.look === b[index].look && port.name === b[index].name);
}

/** Ports as drawn. Those of a deleted connector are where edges still end, so that none hangs in the air. */
function portsOf(wiring: Wiring, id: string, mode: Carries, old: PlatePorts | undefined): PlatePorts {
  const type = wiring.type(id);
  const inputs = type ? type.inputs.map((port): PlatePort => ({ id: port.id, look: port.carries === "any" ? mode : port.carries, name: null })) : [{ id: "in", look: mode, name: null }];
  const outputs = type
    ? wiring.outputs(id, mode).filter((port) => port.id !== errorPort).map((port): PlatePort => ({ id: port.id, look: port.carries, name: portName(port) }))
    : [...new Map(wiring.outgoing(id).filter((edge) => edge.from.port !== errorPort).map((edge) => [edge.from.port, edge.carries])), ...(wiring.outgoing(id).length === 0 ? [["out", "value"] as const] : [])].map(([port, look]): PlatePort => ({ id: port, look, name: null }));
  return old && samePorts(old.inputs, inputs) && samePorts(old.outputs, outputs) ? old : { inputs, outputs };
}

/** What a screen reader says for a plate: name, kind, sentence, state, in words. */
function accessibleName(data: PlateData): string {
  const parts = [data.node.name, data.type?.kind ?? "unknown step", data.summary];
  if (data.recordsOf !== null) parts.push(`for each record of ${data.recordsOf}`);
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
  let wired: Wiring | undefined;
  let bedsBefore: RegionBed[] = [];
  let drawn: Pick<Projection, "nodes" | "edges"> = { nodes: [], edges: [] };

  return (input) => {
    const { document, nodeTypes } = input;
    if (wired?.document.nodes !== document.nodes || wired.document.edges !== document.edges || wired.types !== nodeTypes) wired = wiringOf(document, nodeTypes);
    const wiring = wired;
    const names = nodeNames(document.nodes);
    const { nameOf } = names;
    const errors = countByNode(input.issues, "error");
    const warnings = countByNode(input.issues, "other");
    const pattern = patternOf(document, nodeTypes);
    const selectedNodes = new Set(input.selectedNodes);
    const selectedEdges = new Set(input.selectedEdges);
    const errorHandled = new Set(document.edges.filter((edge) => edge.from.port === errorPort).map((edge) => edge.from.node));

    const nextNodes = new Map<string, PlateNode>();
    for (const id of [...wiring.graph.order, ...wiring.graph.cyclic]) {
      const node = wiring.node(id);
      if (!node) continue;
      const type = wiring.type(id);
      const old = nodesById.get(id);
      const mode = wiring.modeOf(id);
      const [source] = wiring.regions.sources.get(id) ?? [];
      let data: PlateData = {
        node, type, pattern, mode,
        recordsOf: source === undefined || source === id ? null : nameOf(source),
        ports: portsOf(wiring, id, mode, old?.data.ports),
        summary: type ? summarize(node, type, names) : `Unknown type ${node.type}`,
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
      if (!wiring.node(edge.from.node) || !wiring.node(edge.to.node)) continue;
      const isError = edge.from.port === errorPort;
      const label = isError && !labelled.has(edge.from.node) ? "on error" : undefined;
      if (isError) labelled.add(edge.from.node);
      const word = portWord(edge.from.port, wiring.outputs(edge.from.node));
      const said = word ?? (edge.carries === "records" ? "records" : null);
      const old = edgesById.get(edge.id);
      const next: WireEdge = {
        id: edge.id, type: "wire",
        source: edge.from.node, sourceHandle: edge.from.port, target: edge.to.node, targetHandle: edge.to.port,
        selected: selectedEdges.has(edge.id),
        ariaLabel: `${nameOf(edge.from.node)} to ${nameOf(edge.to.node)}${said === null ? "" : `, ${said}`}`,
        data: {
          carries: edge.carries, isError, label, taken: input.run ? input.run.taken.has(edge.id) : undefined,
          count: input.run?.counts.get(edge.id), isLive: edge.carries === "records" && input.run?.nodes.get(edge.from.node)?.signal === "running",
        },
      };
      nextEdges.set(edge.id, old && sameWire(old, next) ? old : next);
    }
    nodesById = nextNodes;
    edgesById = nextEdges;
    const beds = regionBeds(wiring.regions, (id) => {
      const node = nextNodes.get(id);
      return node ? { ...node.position, width: node.measured?.width ?? nodeWidth, height: node.measured?.height ?? nodeHeight } : null;
    });
    if (!sameBeds(beds, bedsBefore)) bedsBefore = beds;
    drawn = { nodes: sameOrNew(drawn.nodes, nextNodes), edges: sameOrNew(drawn.edges, nextEdges) };
    return { ...drawn, beds: bedsBefore };
  };
}

/** The list from before when nothing in it is new: a new one makes React Flow look at every node and edge. */
function sameOrNew<Item>(before: Item[], items: ReadonlyMap<string, Item>): Item[] {
  const next = [...items.values()];
  return before.length === next.length && before.every((item, index) => item === next[index]) ? before : next;
}

function sameBeds(a: readonly RegionBed[], b: readonly RegionBed[]): boolean {
  return a.length === b.length && a.every((bed, index) => {
    const other = b[index];
    return other !== undefined && bed.source === other.source && bed.x === other.x && bed.y === other.y && bed.width === other.width && bed.height === other.height;
  });
}

/** Nodes in the order they run, so that `Tab` and screen readers walk the flow; those on a loop come last. */
export function walkOrder(document: FlowDocument): string[] {
  const { order, cyclic } = graphOf(document);
  return [...order, ...cyclic];
}
