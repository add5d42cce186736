import type { FlowNode } from "#lib/flow/document.schema.ts";
import type { Issue } from "#lib/flow/issue.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";

function labelOf(key: string, node: FlowNode, types: NodeTypes): string | undefined {
  if (key === "connection") return "Connection";
  return key === "idempotencyKey" ? "Own key" : types.get(node.type)?.labels[key];
}

/** Where an issue is, as it is called on the screen: `Send it · Headers · accept`. */
export function issuePlace({ node: id, field, edge }: Issue, nodes: readonly FlowNode[], types: NodeTypes): string {
  const node = nodes.find((candidate) => candidate.id === id);
  if (!node) return edge === undefined ? "Flow" : "Connection";
  const [key = "", ...row] = field?.split(".") ?? [];
  const value = node.config[key];
  const within = value?.kind === "fields" ? row.join(".") : value?.kind === "cases" ? value.cases.find(({ port }) => port === row[0])?.label : undefined;
  return [node.name, labelOf(key, node, types), within].filter((part) => part !== undefined && part !== "").join(" · ");
}
