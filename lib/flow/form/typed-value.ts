import type { Json } from "#lib/json.ts";
import type { AskedField } from "./form-field.ts";

/** What was typed into a field's control as a value of its type. What is no number stays as it is, and is told like every other mistake. */
export function typedValue({ type }: Pick<AskedField, "type">, typed: Json): Json {
  if (type !== "number" || typeof typed !== "string") return typed;
  const text = typed.trim().replace(",", ".");
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : typed;
}
