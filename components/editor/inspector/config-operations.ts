import type { ConfigValue, FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";

/** What sets one setting of a node: a case that goes takes the edges of its port along. */
export function configOperations(document: FlowDocument, node: FlowNode, key: string, value: ConfigValue | null): Operation[] {
  const set: Operation = { type: "set-config", node: node.id, key, value };
  const before = node.config[key];
  if (before?.kind !== "cases") return [set];
  const kept = new Set(value?.kind === "cases" ? value.cases.map(({ port }) => port) : []);
  const gone = new Set(before.cases.map(({ port }) => port).filter((port) => !kept.has(port)));
  const edges = document.edges.filter((edge) => edge.from.node === node.id && gone.has(edge.from.port)).map((edge) => edge.id);
  return edges.length === 0 ? [set] : [set, { type: "remove", nodes: [], edges }];
}
