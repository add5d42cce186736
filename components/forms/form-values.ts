import { typedValue } from "#lib/flow/form/typed-value.ts";
import type { Json } from "#lib/json.ts";
import type { ShownField } from "./shown-field.ts";

/** What stands in the controls of a form, by field name. */
export type Typed = Readonly<Record<string, string | boolean>>;

export function presetValues(form: readonly ShownField[]): Typed {
  return Object.fromEntries(form.map((field) => [field.name, field.type === "boolean" ? field.default === true : field.default === null ? "" : String(field.default)]));
}

export function formValues(form: readonly ShownField[], typed: Typed): Record<string, Json> {
  return Object.fromEntries(form.map((field) => [field.name, typedValue(field, typed[field.name] ?? false)]));
}
