import type { FlowNode } from "./document.schema.ts";
import type { NodeType } from "./node-type.ts";

/** What a node does outside with the settings it has: a write may only read (SEMANTICS test-1). */
export function effectOfNode(node: Pick<FlowNode, "config">, type: NodeType): NodeType["effect"] {
  if (type.effect !== "write") return type.effect;
  const reads = type.readsWhen?.some(({ field, is, orUnset }) => {
    const value = node.config[field];
    return value === undefined ? orUnset === true : value.kind === "literal" && is.some((wanted) => wanted === value.value);
  });
  return reads ? "read" : "write";
}
