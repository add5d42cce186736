import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { NodeType } from "#lib/flow/node-type.ts";
import { usableNodeTypes } from "../flows/usable-node-types.ts";

/** What has to be known to draw a document. */
export function nodeTypesIn({ nodes }: FlowDocument): NodeType[] {
  const used = new Set(nodes.map(({ type }) => type));
  return [...usableNodeTypes().values()].filter(({ type }) => used.has(type));
}
