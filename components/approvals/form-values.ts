import type { ApprovalField } from "#lib/contracts/approvals.schema.ts";
import type { Json } from "#lib/json.ts";

/** What stands in the controls of a form, by field name. */
export type Typed = Readonly<Record<string, string | boolean>>;

export function presetValues(form: readonly ApprovalField[]): Typed {
  return Object.fromEntries(form.map((field) => [field.name, field.type === "boolean" ? field.default === true : field.default === null ? "" : String(field.default)]));
}

function valueOf(field: ApprovalField, typed: string | boolean | undefined): Json {
  if (typeof typed !== "string") return typed ?? false;
  if (field.type !== "number") return typed;
  const text = typed.trim().replace(",", ".");
  // What is no number is sent as it is, and told by the server like every other mistake.
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : typed;
}

export function formValues(form: readonly ApprovalField[], typed: Typed): Record<string, Json> {
  return Object.fromEntries(form.map((field) => [field.name, valueOf(field, typed[field.name])]));
}
