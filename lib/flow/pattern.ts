import type { FlowDocument } from "./document.schema.ts";
import type { NodeTypes } from "./node-type.ts";

export const patterns = ["event", "sync", "batch", "cdc"] as const;
export type Pattern = (typeof patterns)[number];

/** Derived from the trigger (SEMANTICS graph-8); null while a document has no trigger. */
export function patternOf(document: FlowDocument, types: NodeTypes): Pattern | null {
  for (const node of document.nodes) {
    const type = types.get(node.type);
    if (type?.kind === "trigger" && type.pattern) return type.pattern;
  }
  return null;
}
