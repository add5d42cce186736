import type { ConfigValue, FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { Operation } from "#lib/flow/operations/operation.ts";
import { renameOutput } from "#lib/flow/operations/rename-output.ts";

/** How often a list of fields or of declared values has a name. */
function countOf(value: ConfigValue | undefined, name: string): number {
  if (value?.kind === "fields") return value.fields.filter((field) => field.name === name).length;
  if (value?.kind !== "literal" || !Array.isArray(value.value)) return 0;
  return value.value.filter((entry) => typeof entry === "object" && entry !== null && !Array.isArray(entry) && entry["name"] === name).length;
}

/** Sets a list in which one field has another name; where it makes the step's output, what reads the field follows. */
export function renameOperations(document: FlowDocument, types: NodeTypes, node: FlowNode, key: string, value: ConfigValue, from: string, to: string): Operation[] {
  const set: Operation = { type: "set-config", node: node.id, key, value };
  const shape = types.get(node.type)?.shape;
  const makesOutput = (shape?.from === "fields" || shape?.from === "declaration" || shape?.from === "part" || shape?.from === "form") && shape.field === key;
  const isClear = from.trim() !== "" && to.trim() !== "" && countOf(node.config[key], from) === 1 && countOf(value, to) === 1;
  return makesOutput && isClear ? [set, ...renameOutput(document, types, { node: node.id, path: shape.from === "form" || shape.from === "part" ? [shape.into, from] : [from] }, to)] : [set];
}
