import { unreachable } from "#lib/assert.ts";
import type { Binding, Cel, Condition, ConfigValue, Reference } from "../document.schema.ts";

/** What becomes of each reference and each expression. */
export interface BindingMap {
  reference: (reference: Reference) => Reference;
  cel: (cel: Cel) => Cel;
}

/** The binding with its references and expressions mapped; itself when it has none. */
export function mapBinding(binding: Binding, map: BindingMap): Binding {
  switch (binding.kind) {
    case "literal":
      return binding;
    case "reference":
      return map.reference(binding);
    case "template":
      return { ...binding, parts: binding.parts.map((part) => (typeof part === "string" ? part : map.reference(part))) };
    case "cel":
      return map.cel(binding);
    default:
      return unreachable(binding);
  }
}

function inCondition(condition: Condition, map: BindingMap): Condition {
  return { ...condition, tests: condition.tests.map(({ left, right, ...test }) => ({ ...test, left: mapBinding(left, map), ...(right ? { right: mapBinding(right, map) } : {}) })) };
}

/** The same for any setting; names of fields and ports of cases stay as they are. */
export function mapBindings(value: ConfigValue, map: BindingMap): ConfigValue {
  switch (value.kind) {
    case "fields":
      return { ...value, fields: value.fields.map((field) => ({ ...field, value: mapBinding(field.value, map) })) };
    case "condition":
      return inCondition(value, map);
    case "cases":
      return { ...value, cases: value.cases.map((entry) => ({ ...entry, when: entry.when.kind === "cel" ? map.cel(entry.when) : inCondition(entry.when, map) })) };
    default:
      return mapBinding(value, map);
  }
}
