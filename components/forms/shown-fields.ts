import { formRows } from "#components/fields/form-rows.ts";
import type { ConfigValue } from "#lib/flow/document.schema.ts";
import type { ShownField } from "./shown-field.ts";

function preset({ type, preset: typed }: ReturnType<typeof formRows>[number]): ShownField["default"] {
  return type === "boolean" ? typed === "true" : typed;
}

/** The fields of a form in a setting, as somebody sees them; those without a name, or of one that was there, are left out. */
export function shownFields(value: ConfigValue | undefined): ShownField[] {
  const rows = formRows(value?.kind === "literal" ? value.value : undefined).filter((row) => row.name !== "");
  return [...new Map(rows.map((row) => [row.name, { ...row, label: row.label === "" ? row.name : row.label, default: preset(row) }])).values()];
}
