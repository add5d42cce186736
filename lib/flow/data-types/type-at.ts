import type { Path } from "../document.schema.ts";
import { anyType, type DataType } from "./data-type.ts";
import { unionOf } from "./union-of.ts";

/** What a path leads to: a type that may be missing at run time, or nothing, with the part of the path that is wrong. */
export type Found = { found: true; type: DataType; optional: boolean } | { found: false; at: number };

function step(type: DataType, key: string | number): { type: DataType; optional: boolean } | null {
  switch (type.kind) {
    case "any":
      return { type: anyType, optional: false };
    case "list":
      return typeof key === "number" || /^\d+$/.test(key) ? { type: type.of, optional: true } : null;
    case "object": {
      const field = Object.hasOwn(type.fields, key) ? type.fields[key] : undefined;
      if (field) return { type: field.type, optional: field.optional ?? false };
      return type.open ? { type: anyType, optional: true } : null;
    }
    case "union": {
      const parts = type.of.filter((part) => part.kind !== "null").map((part) => step(part, key));
      const known = parts.filter((part) => part !== null);
      if (known.length === 0) return null;
      const missing = known.length < parts.length || type.of.some((part) => part.kind === "null");
      return { type: unionOf(known.map((part) => part.type)), optional: missing || known.some((part) => part.optional) };
    }
    default:
      return null;
  }
}

/** Follows a path through a type (SEMANTICS graph-2: what may be missing is said). */
export function typeAt(type: DataType, path: Path): Found {
  let at = type;
  let optional = false;
  for (const [index, key] of path.entries()) {
    const next = step(at, key);
    if (!next) return { found: false, at: index };
    at = next.type;
    optional ||= next.optional;
  }
  return { found: true, type: at, optional };
}
