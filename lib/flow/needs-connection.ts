import type { FlowNode } from "./document.schema.ts";
import type { ConnectionRule, NodeType } from "./node-type.ts";

function holds({ config }: Pick<FlowNode, "config">, { field, is, unless }: { field: string; is?: string; unless?: string }): boolean {
  const value = config[field];
  if (is !== undefined) return value?.kind === "literal" && value.value === is;
  return value !== undefined && !(value.kind === "literal" && (value.value === unless || value.value === null || value.value === ""));
}

/** What a node needs a connection for as it is set, where its settings decide that; the first that holds. */
export function connectionRule(node: Pick<FlowNode, "config">, type: Pick<NodeType, "connectionWhen">): ConnectionRule | undefined {
  return type.connectionWhen?.find((rule) => holds(node, rule) && (rule.while === undefined || holds(node, rule.while)));
}

/** Whether a node cannot do without a connection as it is set. */
export function needsConnection(node: Pick<FlowNode, "config">, type: Pick<NodeType, "connection" | "connectionWhen">): boolean {
  return type.connectionWhen === undefined ? type.connection === "required" : connectionRule(node, type) !== undefined;
}
