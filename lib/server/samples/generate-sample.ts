import { FormField } from "#lib/connectors/form-field.ts";
import { nodeTypes, operationSpec } from "#lib/connectors/registry.ts";
import { setOwn } from "#lib/flow/bindings/resolve.ts";
import { subjectOf } from "#lib/flow/check/subject.ts";
import { outputTypesOf } from "#lib/flow/data-types/output-types.ts";
import { valueOfType } from "#lib/flow/data-types/value-of-type.ts";
import type { ConfigValue, FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import type { FormFieldType } from "#lib/flow/form/form-field.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";

const answers: Record<FormFieldType, Json> = { text: "text", long: "text", email: "ada@example.com", number: 1, date: "2026-11-23", boolean: true, choice: "" };

/** A form as somebody could have filled it in. */
export function formFilledIn(setting: ConfigValue | undefined): JsonObject {
  const form = FormField.array().safeParse(setting?.kind === "literal" ? setting.value : []);
  const filled: JsonObject = {};
  for (const { name, type, options } of form.data ?? []) setOwn(filled, name, type === "choice" ? (options[0] ?? "") : answers[type]);
  return filled;
}

function hasFields(setting: FlowNode["config"][string] | undefined): boolean {
  return setting?.kind === "literal" && Array.isArray(setting.value) && setting.value.length > 0;
}

/** A value like what a step is said to give: from its declared or mapped fields, else its operation's example. */
export function generateSample(draft: FlowDocument, node: FlowNode): Json {
  const shape = nodeTypes.get(node.type)?.shape;
  const from = shape?.from;
  if (shape?.from === "part" && !hasFields(node.config[shape.field])) return (operationSpec(node.type)?.sample as Json | undefined) ?? null;
  if (from === "declaration" || from === "part" || from === "fields" || from === "edges" || from === "items") return valueOfType(outputTypesOf(subjectOf(draft, nodeTypes), new Map()).seenBy(node.id, node.id));
  const sample = (operationSpec(node.type)?.sample as Json | undefined) ?? null;
  return shape?.from === "form" && isJsonObject(sample) ? { ...sample, [shape.into]: formFilledIn(node.config[shape.field]) } : sample;
}
