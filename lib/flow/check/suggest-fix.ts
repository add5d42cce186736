import { type BindingMap, mapBinding, mapBindings } from "../bindings/map-bindings.ts";
import { renameKey } from "../bindings/rename-key.ts";
import { celOf } from "../bindings/write-cel.ts";
import type { DataType } from "../data-types/data-type.ts";
import { fits } from "../data-types/fits.ts";
import { typeAt } from "../data-types/type-at.ts";
import type { Binding, FlowNode, Path } from "../document.schema.ts";
import type { Fix } from "../issue.ts";
import type { Operation } from "../operations/operation.ts";
import { canonicalJson, type Json } from "#lib/json.ts";
import { likeness } from "./likeness.ts";

/** Whatever the order of their keys. */
function isSame(one: unknown, other: unknown): boolean {
  return canonicalJson(one as Json) === canonicalJson(other as Json);
}

/** What sets one field (`url`, `fields.email`, `cases.c_eu`, `idempotencyKey`) to what a map makes of it; null when nothing changes. */
function mapField(node: FlowNode, field: string, map: BindingMap): Operation | null {
  if (field === "idempotencyKey" && node.settings.idempotencyKey) {
    const idempotencyKey = mapBinding(node.settings.idempotencyKey, map);
    return isSame(idempotencyKey, node.settings.idempotencyKey) ? null : { type: "set-settings", node: node.id, settings: { ...node.settings, idempotencyKey } };
  }
  const key = Object.keys(node.config).find((candidate) => field === candidate || field.startsWith(`${candidate}.`));
  const value = key === undefined ? undefined : node.config[key];
  if (key === undefined || value === undefined) return null;
  const row = field.slice(key.length + 1);
  const next = row === ""
    ? mapBindings(value, map)
    : value.kind === "fields"
      ? { ...value, fields: value.fields.map((entry) => (entry.name === row ? { ...entry, value: mapBinding(entry.value, map) } : entry)) }
      : value.kind === "cases" ? { ...value, cases: value.cases.map((entry) => (entry.port === row ? { ...entry, when: mapBindings(entry.when, map) as typeof entry.when } : entry)) } : value;
  return isSame(next, value) ? null : { type: "set-config", node: node.id, key, value: next };
}

function fixOf(label: string, operation: Operation | null): { fix?: Fix } {
  return operation ? { fix: { label, operations: [operation] } } : {};
}

/** What stands for nothing, where a value of a type is asked for. */
function nothingOf(type: DataType): { value: Json; words: string } {
  switch (type.kind) {
    case "string":
      return { value: "", words: "empty text" };
    case "number":
      return { value: 0, words: "0" };
    case "boolean":
      return { value: false, words: "“no”" };
    case "list":
      return { value: [], words: "an empty list" };
    default:
      return { value: null, words: "null" };
  }
}

/** A default for references to a path that may be missing. */
export function defaultFix(node: FlowNode, field: string, target: string, path: Path | null, type: DataType): { fix?: Fix } {
  const { value, words } = nothingOf(type);
  return fixOf(`Use ${words} when it is missing`, mapField(node, field, {
    reference: (reference) => (reference.node === target && reference.default === undefined && (path === null || JSON.stringify(reference.path) === JSON.stringify(path)) ? { ...reference, default: value } : reference),
    cel: (cel) => cel,
  }));
}

/** The field whose name is nearest to one that is not there: `e_mail` for `email`. */
export function nearestFix(node: FlowNode, field: string, target: string, path: Path, at: number, output: DataType): { fix?: Fix } {
  const before = typeAt(output, path.slice(0, at));
  const wanted = path[at];
  if (!before.found || before.type.kind !== "object" || typeof wanted !== "string") return {};
  const [nearest] = Object.keys(before.type.fields).map((name) => ({ name, far: likeness(name, wanted) })).filter(({ far }) => far <= 2).toSorted((one, other) => one.far - other.far);
  if (!nearest) return {};
  return fixOf(`Use ${[...path.slice(0, at), nearest.name].join(".")}`, mapField(node, field, renameKey({ node: target, path: path.slice(0, at + 1) }, nearest.name)));
}

/** A literal as the type that is asked for, where it is written like one. */
function literalAs(value: Json, wanted: DataType): { value: Json; label: string } | null {
  if (wanted.kind === "string" && (typeof value === "number" || typeof value === "boolean")) return { value: String(value), label: `Use the text ${String(value)}` };
  if (typeof value !== "string") return null;
  const text = value.trim();
  if (wanted.kind === "number" && text !== "" && Number.isFinite(Number(text))) return { value: Number(text), label: `Use the number ${Number(text)}` };
  if (wanted.kind === "boolean" && (text === "true" || text === "false")) return { value: text === "true", label: `Use ${text === "true" ? "yes" : "no"}` };
  return null;
}

/** An expression that makes one type of another without a loss; null where there is none. */
function conversion(source: string, given: DataType, wanted: DataType): { source: string; label: string } | null {
  if (wanted.kind === "list" && fits(given, wanted.of)) return { source: `[${source}]`, label: "Make it a list of one" };
  if (given.kind === "list" && wanted.kind !== "string" && fits(given.of, wanted)) return { source: `first(${source})`, label: "Take its first item" };
  if (given.kind === "string" && wanted.kind === "number") return { source: `double(${source})`, label: "Convert it to a number" };
  if (given.kind === "string" && wanted.kind === "boolean") return { source: `bool(${source})`, label: "Convert it to yes or no" };
  if ((given.kind === "number" || given.kind === "boolean") && wanted.kind === "string") return { source: `string(${source})`, label: "Convert it to text" };
  if (given.kind === "list" && (given.of.kind === "string" || given.of.kind === "any") && wanted.kind === "string") return { source: `join(${source}, ", ")`, label: "Join its items with commas" };
  return null;
}

/** A value of one type where another is asked for: what converts it. */
export function convertFix(node: FlowNode, key: string, binding: Binding, given: DataType, wanted: DataType): { fix?: Fix } {
  const set = (label: string, value: Binding) => fixOf(label, { type: "set-config", node: node.id, key, value });
  if (binding.kind === "literal") {
    const literal = literalAs(binding.value, wanted);
    return literal ? set(literal.label, { kind: "literal", value: literal.value }) : {};
  }
  const source = celOf(binding);
  const converted = conversion(source, given, wanted);
  return converted ? set(converted.label, { kind: "cel", source: converted.source }) : {};
}

/** A reference to a step that is gone cannot be mended, but it can be taken out. */
export function removeFix(node: FlowNode, field: string, target: string): { fix?: Fix } {
  const isDead = (binding: Binding): boolean => binding.kind === "reference" && binding.node === target;
  const [key = "", ...row] = field.split(".");
  const value = node.config[key];
  if (value?.kind === "fields" && row.length > 0) {
    const fields = value.fields.map((entry) => (entry.name === row.join(".") ? { ...entry, value: without(entry.value, target) } : entry));
    return isSame(fields, value.fields) ? {} : fixOf("Take it out", { type: "set-config", node: node.id, key, value: { ...value, fields } });
  }
  if (value?.kind === "reference" && isDead(value)) return fixOf("Take it out", { type: "set-config", node: node.id, key, value: null });
  if (value?.kind === "template") return fixOf("Take it out", { type: "set-config", node: node.id, key, value: without(value, target) });
  return {};
}

function without(binding: Binding, target: string): Binding {
  if (binding.kind === "reference" && binding.node === target) return { kind: "literal", value: "" };
  if (binding.kind !== "template") return binding;
  return { ...binding, parts: binding.parts.filter((part) => typeof part === "string" || part.node !== target) };
}
