import { useMemo } from "react";
import { useShallow } from "zustand/react/shallow";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { ancestryOf, graphOf } from "#lib/flow/graph.ts";
import { errorPort } from "#lib/flow/node-type.ts";
import { useEditor } from "../editor-context.tsx";

export interface Ancestors {
  /** In the order they run. */
  nodes: readonly FlowNode[];
  /** Those that have an output whenever this node runs. */
  certain: ReadonlySet<string>;
  /** Those from which every way here leaves by the error port: they give their error, not their output. */
  failed: ReadonlySet<string>;
}

const none = { all: new Set<string>(), certain: new Set<string>() };

/** The steps before a node. Kept while only settings change elsewhere: it depends on the graph, not on what is typed. */
export function useAncestors(node: string): Ancestors {
  const edges = useEditor((state) => state.document.edges);
  const ids = useEditor(useShallow((state) => state.document.nodes.map((candidate) => candidate.id)));
  const reach = useMemo(() => {
    const graph = graphOf({ schemaVersion: 1, nodes: ids.map((id) => ({ id, name: id, type: "", config: {}, settings: {} })), edges, layout: { nodes: {} } });
    const { all, certain } = ancestryOf(graph).get(node) ?? none;
    const leads = (id: string) => (graph.outgoing.get(id) ?? []).filter((edge) => edge.to.node === node || all.has(edge.to.node));
    const failed = new Set([...all].filter((id) => leads(id).every((edge) => edge.from.port === errorPort)));
    return { order: graph.order.filter((id) => all.has(id)), certain, failed };
  }, [edges, ids, node]);
  const nodes = useEditor(useShallow((state) => {
    const byId = new Map(state.document.nodes.map((candidate) => [candidate.id, candidate]));
    return reach.order.flatMap((id) => byId.get(id) ?? []);
  }));
  return useMemo(() => ({ nodes, certain: reach.certain, failed: reach.failed }), [nodes, reach]);
}
