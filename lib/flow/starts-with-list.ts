import type { FlowNode } from "./document.schema.ts";
import type { NodeType } from "./node-type.ts";

/** Whether a trigger starts its runs with `{ items, count }`: several of what came, as a list (SEMANTICS event-1). */
export function startsWithList({ config: { gather } }: Pick<FlowNode, "config">, { kind }: Pick<NodeType, "kind">): boolean {
  return kind === "trigger" && gather?.kind === "literal" && gather.value === "list";
}
