import type { FlowNode } from "./document.schema.ts";
import type { NodeType } from "./node-type.ts";

/** Whether a node cannot do without a connection as it is set. */
export function needsConnection(node: Pick<FlowNode, "config">, type: Pick<NodeType, "connection" | "connectionUnless">): boolean {
  if (type.connectionUnless === undefined) return type.connection === "required";
  const { field, is } = type.connectionUnless;
  const value = node.config[field];
  return value !== undefined && !(value.kind === "literal" && (value.value === is || value.value === null || value.value === ""));
}
