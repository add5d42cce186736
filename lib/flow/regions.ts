import type { FlowDocument, FlowNode } from "./document.schema.ts";
import { type Graph } from "./graph.ts";
import type { Carries, NodeType, NodeTypes } from "./node-type.ts";

export interface Regions {
  /** Whether a node works on one value or once a record. */
  mode: ReadonlyMap<string, Carries>;
  /** The sources whose records reach a node; a source reaches itself. More than one is an issue (SEMANTICS region-2). */
  sources: ReadonlyMap<string, readonly string[]>;
}

function modeOf(type: NodeType | undefined, incoming: readonly { carries: Carries }[]): Carries {
  if (type?.stands === "value") return "value";
  if (type?.stands === "records") return "records";
  return incoming.some((edge) => edge.carries === "records") ? "records" : "value";
}

/** Which nodes work on records, and from which source they come. */
export function regionsOf(document: FlowDocument, types: NodeTypes, graph: Graph): Regions {
  const byId = new Map<string, FlowNode>(document.nodes.map((node) => [node.id, node]));
  const mode = new Map<string, Carries>();
  const sources = new Map<string, readonly string[]>();
  for (const id of graph.order) {
    const type = types.get(byId.get(id)?.type ?? "");
    const incoming = graph.incoming.get(id) ?? [];
    mode.set(id, modeOf(type, incoming));
    const from = incoming.filter((edge) => edge.carries === "records").flatMap((edge) => sources.get(edge.from.node) ?? []);
    sources.set(id, type?.kind === "source" ? [id] : [...new Set(from)]);
  }
  for (const id of graph.cyclic) mode.set(id, "value");
  return { mode, sources };
}
