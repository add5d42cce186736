import type { Path } from "#lib/flow/document.schema.ts";
import { isJsonObject, type Json } from "#lib/json.ts";

/** One line of an input tree: a value that can be referred to. */
export interface ShapeRow {
  path: Path;
  /** The last key. */
  label: string;
  depth: number;
  /** `text`, `num`, `bool`, `list`, `obj`, `null` or `any`. */
  type: string;
  /** The sample's value, short; empty for objects and for what no sample is known of. */
  preview: string;
  /** Objects and lists can be folded. */
  isBranch: boolean;
  /** Items of a list that are not shown yet. */
  more: number;
}

const maxRows = 300;
const maxDepth = 6;

export function typeWord(value: Json | undefined, schema: unknown): string {
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "num";
  if (typeof value === "boolean") return "bool";
  if (Array.isArray(value)) return "list";
  if (isJsonObject(value)) return "obj";
  const type = isJsonObject(schema) ? schema["type"] : undefined;
  const words: Record<string, string> = { string: "text", number: "num", integer: "num", boolean: "bool", array: "list", object: "obj" };
  if (typeof type === "string" && words[type]) return words[type];
  return value === null ? "null" : "any";
}

export function preview(value: Json | undefined): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.length === 1 ? "1 item" : `${value.length} items`;
  if (isJsonObject(value)) return "";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function propertiesOf(schema: unknown): Readonly<Record<string, unknown>> {
  const properties = isJsonObject(schema) ? schema["properties"] : undefined;
  return isJsonObject(properties) ? properties : {};
}

function childrenOf(value: Json | undefined, schema: unknown, items: number): [string | number, Json | undefined, unknown][] {
  if (Array.isArray(value)) return value.slice(0, items).map((item, index) => [index, item, isJsonObject(schema) ? schema["items"] : undefined]);
  const properties = propertiesOf(schema);
  const object = isJsonObject(value) ? value : {};
  const keys = [...new Set([...Object.keys(properties), ...Object.keys(object)])];
  return keys.map((key) => [key, Object.hasOwn(object, key) ? object[key] : undefined, properties[key]]);
}

/**
 * Every path of a value, from its sample and its schema together; of a list, its first item stands for all.
 * @param itemsOf how many items of the list at a path, joined with dots, are wanted.
 */
export function shapeRows(sample: Json | undefined, schema: unknown, itemsOf: (path: string) => number = () => 1): ShapeRow[] {
  const rows: ShapeRow[] = [];
  const visit = (value: Json | undefined, at: unknown, path: Path) => {
    for (const [key, child, childSchema] of childrenOf(value, at, itemsOf(path.join(".")))) {
      if (rows.length >= maxRows) return;
      const childPath = [...path, key];
      const items = itemsOf(childPath.join("."));
      const inside = path.length + 1 < maxDepth ? childrenOf(child, childSchema, items) : [];
      rows.push({ path: childPath, label: String(key), depth: path.length, type: typeWord(child, childSchema), preview: preview(child), isBranch: inside.length > 0, more: Array.isArray(child) && inside.length > 0 ? Math.max(0, child.length - items) : 0 });
      if (inside.length > 0) visit(child, childSchema, childPath);
    }
  };
  visit(sample, schema, []);
  return rows;
}
