import { nodeTypes, operationSpec } from "#lib/connectors/registry.ts";
import { subjectOf } from "#lib/flow/check/subject.ts";
import { outputTypesOf } from "#lib/flow/data-types/output-types.ts";
import { valueOfType } from "#lib/flow/data-types/value-of-type.ts";
import type { FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";

/** A value like what a step is said to give: from its declared or mapped fields, else its operation's example. */
export function generateSample(draft: FlowDocument, node: FlowNode): Json {
  const from = nodeTypes.get(node.type)?.shape.from;
  if (from === "declaration" || from === "fields" || from === "edges" || from === "items") return valueOfType(outputTypesOf(subjectOf(draft, nodeTypes), new Map()).seenBy(node.id, node.id));
  return (operationSpec(node.type)?.sample as Json | undefined) ?? null;
}
