import { useMemo } from "react";
import { useShallow } from "zustand/react/shallow";
import { ancestryOf } from "#lib/flow/ancestry.ts";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { errorPort, type NodeTypes } from "#lib/flow/node-type.ts";
import { useEditor } from "../editor-context.tsx";
import { Wiring } from "../wiring/wiring.ts";

export interface Ancestors {
  /** In the order they run. */
  nodes: readonly FlowNode[];
  /** Those that have an output whenever this node runs. */
  certain: ReadonlySet<string>;
  /** Those from which every way here leads by the error port: they give their error, not their output. */
  failed: ReadonlySet<string>;
  /** The source whose records this node works on. */
  recordsOf: string | undefined;
  /** Approvals that do not come before: their links are known all the same (SEMANTICS graph-1). */
  approvals: readonly FlowNode[];
}

function ancestorsIn(wiring: Wiring, node: string): Omit<Ancestors, "nodes" | "approvals"> & { order: string[]; asks: string[] } {
  const { document, types, graph, regions } = wiring;
  const reach = ancestryOf(document, types, graph, regions).get(node);
  const all = reach?.all ?? new Set<string>();
  const leads = (id: string) => wiring.outgoing(id).filter((edge) => edge.to.node === node || all.has(edge.to.node));
  const failed = new Set([...all].filter((id) => leads(id).length > 0 && leads(id).every((edge) => edge.from.port === errorPort)));
  const [source] = regions.sources.get(node) ?? [];
  const asks = graph.order.filter((id) => id !== node && !all.has(id) && types.get(wiring.node(id)?.type ?? "")?.built === "approval");
  return { asks, order: graph.order.filter((id) => all.has(id)), certain: reach?.certain ?? new Set(), failed, recordsOf: source === node ? undefined : source };
}

/** `n_a core/map`: what the graph needs of a node, as one text that can be compared. */
function outlines(nodes: readonly FlowNode[]): string[] {
  return nodes.map(({ id, type }) => `${id} ${type}`);
}

function graphAlone(outline: readonly string[], edges: Wiring["document"]["edges"], types: NodeTypes): Wiring {
  const nodes = outline.map((text): FlowNode => {
    const [id = "", type = ""] = text.split(" ");
    return { id, name: id, type, config: {}, settings: {} };
  });
  return new Wiring({ schemaVersion: 3, nodes, edges, layout: { nodes: {} } }, types);
}

/** The steps before a node. Kept while only settings change: it depends on the graph, not on what is typed. */
export function useAncestors(node: string): Ancestors {
  const edges = useEditor((state) => state.document.edges);
  const types = useEditor((state) => state.nodeTypes);
  const outline = useEditor(useShallow((state) => outlines(state.document.nodes)));
  const reach = useMemo(() => ancestorsIn(graphAlone(outline, edges, types), node), [outline, edges, types, node]);
  const nodes = useEditor(useShallow((state) => {
    const byId = new Map(state.document.nodes.map((candidate) => [candidate.id, candidate]));
    return reach.order.flatMap((id) => byId.get(id) ?? []);
  }));
  const approvals = useEditor(useShallow((state) => state.document.nodes.filter((candidate) => reach.asks.includes(candidate.id))));
  return useMemo(() => ({ nodes, approvals, certain: reach.certain, failed: reach.failed, recordsOf: reach.recordsOf }), [nodes, approvals, reach]);
}
