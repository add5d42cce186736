import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import type { ConfigValue } from "#lib/flow/document.schema.ts";

const controls = ["text", "textarea", "select", "number", "switch", "fields", "json", "hook-url", "form-url", "condition", "cases", "declaration", "form", "code", "flow", "schedule"] as const;
type ControlKind = (typeof controls)[number];

/** One setting of an operation, as the form needs it. */
export interface FieldSpec {
  key: string;
  label: string;
  control: ControlKind;
  help: string | undefined;
  placeholder: string | undefined;
  /** Of a number, shown behind it. */
  unit: string | undefined;
  /** Least and greatest number. */
  bounds: { min: number; max: number; whole: boolean };
  /** Shown only while another setting has one of these values. */
  showIf: { field: string; is: readonly string[] } | undefined;
  options: readonly { value: string; label: string }[];
  /** Takes references and templates. */
  bindable: boolean;
  required: boolean;
  /** What the operation takes when nothing is set. */
  preset: Json | undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function bound(property: JsonObject, inclusive: string, exclusive: string, otherwise: number): number {
  const value = property[inclusive] ?? property[exclusive];
  return typeof value === "number" ? value : otherwise;
}

function controlOf(property: JsonObject): ControlKind {
  const named = controls.find((control) => control === property["control"]);
  if (named) return named;
  if (Array.isArray(property["enum"])) return "select";
  switch (property["type"]) {
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "switch";
    case "string":
      return "text";
    default:
      return "json";
  }
}

function specOf(key: string, property: JsonObject, required: boolean): FieldSpec {
  const words = isJsonObject(property["options"]) ? property["options"] : {};
  const showIf = isJsonObject(property["showIf"]) ? { field: String(property["showIf"]["field"]), is: [property["showIf"]["is"]].flat().map(String) } : undefined;
  const control = controlOf(property);
  return {
    key,
    label: text(property["label"]) ?? key,
    control,
    help: text(property["help"]),
    placeholder: text(property["placeholder"]),
    unit: text(property["unit"]),
    bounds: { min: bound(property, "minimum", "exclusiveMinimum", Number.NEGATIVE_INFINITY), max: bound(property, "maximum", "exclusiveMaximum", Number.POSITIVE_INFINITY), whole: property["type"] === "integer" },
    showIf,
    options: strings(property["enum"]).map((value) => ({ value, label: text(words[value]) ?? value })),
    bindable: property["bindable"] !== false && control !== "select" && control !== "switch",
    required,
    preset: property["default"] as Json | undefined,
  };
}

/** The settings of an operation, in the order its schema lists them. */
export function fieldSpecs(schema: Record<string, unknown>): FieldSpec[] {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const required = new Set(strings(schema["required"]));
  return Object.entries(properties).flatMap(([key, property]) => (isJsonObject(property) ? [specOf(key, property, required.has(key))] : []));
}

/** What a setting is without references: its literal, else what the operation presets. */
export function literalOf(spec: FieldSpec, value: ConfigValue | undefined): Json | undefined {
  return value?.kind === "literal" ? value.value : value === undefined ? spec.preset : undefined;
}

/** Whether a setting matters with the others as they are; one that hangs on a hidden one is hidden too. */
export function isShown(spec: FieldSpec, specs: readonly FieldSpec[], config: Readonly<Record<string, ConfigValue>>): boolean {
  const { showIf } = spec;
  if (!showIf) return true;
  const other = specs.find((candidate) => candidate.key === showIf.field);
  if (!other || other === spec || !isShown(other, specs, config)) return false;
  const value = literalOf(other, config[other.key]);
  return value !== undefined && showIf.is.includes(String(value));
}
