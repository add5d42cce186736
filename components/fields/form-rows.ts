import { formFieldTypes, type FormFieldType } from "#lib/flow/form/form-field.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";

/** One field of a form, as its editor holds it. */
export interface FormRow {
  name: string;
  label: string;
  type: FormFieldType;
  required: boolean;
  /** One sentence under the field. */
  help: string;
  options: readonly string[];
  /** What is filled in already, as it is typed; null: nothing. */
  preset: string | null;
}

function typeOf(value: Json | undefined): FormFieldType {
  return formFieldTypes.find((type) => type === value) ?? "text";
}

/** A setting's value as rows; what is none is left out. */
export function formRows(value: Json | undefined): FormRow[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isJsonObject).map((entry) => {
    const preset = entry["default"];
    return {
      name: String(entry["name"] ?? ""),
      label: String(entry["label"] ?? ""),
      type: typeOf(entry["type"]),
      required: entry["required"] === true,
      help: String(entry["help"] ?? ""),
      options: Array.isArray(entry["options"]) ? entry["options"].map(String) : [],
      preset: preset === undefined || preset === null || preset === "" ? null : String(preset),
    };
  });
}

function presetOf({ type, preset }: FormRow): Json | undefined {
  if (type === "boolean") return preset === "true" ? true : undefined;
  if (preset === null || preset === "") return undefined;
  // What is no number stays as it is typed: the check of the flow tells it.
  return type === "number" && preset.trim() !== "" && Number.isFinite(Number(preset)) ? Number(preset) : preset;
}

export function formValue(rows: readonly FormRow[]): Json {
  return rows.map((row): JsonObject => {
    const preset = presetOf(row);
    const { name, label, type, required, help, options } = row;
    return { name, label, type, required: type === "boolean" ? false : required, ...(help === "" ? {} : { help }), ...(type === "choice" ? { options: [...options] } : {}), ...(preset === undefined ? {} : { default: preset }) };
  });
}
