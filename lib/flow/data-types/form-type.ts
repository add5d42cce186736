import type { ConfigValue, FlowNode } from "../document.schema.ts";
import type { Shape } from "../node-type.ts";
import { anyType, type DataType } from "./data-type.ts";

type ObjectType = Extract<DataType, { kind: "object" }>;

const types: Record<string, DataType> = {
  text: { kind: "string" }, long: { kind: "string" }, choice: { kind: "string" }, email: { kind: "string", format: "email" }, number: { kind: "number" }, boolean: { kind: "boolean" }, date: { kind: "string", format: "date" },
};

function formFields(value: ConfigValue | undefined, sure: boolean): ObjectType {
  const list = value?.kind === "literal" && Array.isArray(value.value) ? value.value : [];
  const fields: ObjectType["fields"] = {};
  for (const entry of list) {
    if (typeof entry !== "object" || entry === null || Array.isArray(entry) || typeof entry["name"] !== "string") continue;
    const type = types[String(entry["type"])] ?? anyType;
    // A box that is not ticked says no, so it is always there.
    const isThere = entry["type"] === "boolean" || (entry["default"] !== undefined && entry["required"] === true) || (sure && entry["required"] === true);
    fields[entry["name"]] = isThere ? { type } : { type, optional: true };
  }
  return { kind: "object", fields, open: false };
}

/** A declared output with the fields of a form in it. */
export function formType(declared: DataType, node: FlowNode, { field, into, sureWhile }: Extract<Shape, { from: "form" }>): DataType {
  if (declared.kind !== "object") return declared;
  const set = sureWhile && node.config[sureWhile.field];
  const sure = set === undefined || (set.kind === "literal" && set.value === sureWhile?.is);
  return { ...declared, fields: { ...declared.fields, [into]: { type: formFields(node.config[field], sure) } } };
}
