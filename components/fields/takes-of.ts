import type { DataType } from "#lib/flow/data-types/data-type.ts";
import type { MapTarget } from "./auto-map.ts";

const words = { string: "text", number: "num", boolean: "bool", list: "list", object: "obj", null: "null", any: "any" } as const;

/** A type as the words a tree has for it; undefined where everything fits. */
export function takesOf(type: DataType | undefined): string | undefined {
  if (!type || type.kind === "any") return undefined;
  if (type.kind !== "union") return words[type.kind];
  const parts = type.of.map(takesOf);
  return parts.includes(undefined) ? undefined : parts.join(" ");
}

const nobody: readonly MapTarget[] = [];
const targets = new WeakMap<DataType, readonly MapTarget[]>();

/** The fields that an object is known to have, as what a list of fields may be filled with. */
export function targetsOf(type: DataType | undefined): readonly MapTarget[] {
  if (type?.kind !== "object") return nobody;
  const known = targets.get(type) ?? Object.entries(type.fields).map(([name, field]) => ({ name, takes: takesOf(field.type) }));
  targets.set(type, known);
  return known;
}
