import type { FlowDocument } from "./document.schema.ts";
import type { NodeTypes } from "./node-type.ts";
import type { Pattern } from "./pattern.ts";

/** Whether the trigger's caller waits for a `respond`. */
export function answers(document: FlowDocument, types: NodeTypes): boolean {
  const trigger = document.nodes.find((node) => types.get(node.type)?.kind === "trigger");
  const answer = trigger?.config["answer"];
  if (answer === undefined) return trigger !== undefined && types.get(trigger.type)?.defaults["answer"] === "respond";
  return answer.kind === "literal" && answer.value === "respond";
}

/** Derived from the trigger and whether it answers (SEMANTICS graph-8); null while a document has no trigger. */
export function patternOf(document: FlowDocument, types: NodeTypes): Pattern | null {
  for (const node of document.nodes) {
    const type = types.get(node.type);
    if (type?.kind === "trigger" && type.pattern) return type.pattern === "event" && answers(document, types) ? "sync" : type.pattern;
  }
  return null;
}
