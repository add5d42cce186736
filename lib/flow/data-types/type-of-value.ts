import type { Json } from "#lib/json.ts";
import { anyType, type DataType } from "./data-type.ts";
import { unionOf } from "./union-of.ts";

/** A list with more items than these is not looked through: of what they are nothing is said. */
const looked = 500;

/** The type of one value that stands in a document: it has the fields that it has, and no others. */
export function typeOfValue(value: Json): DataType {
  if (value === null) return { kind: "null" };
  if (Array.isArray(value)) return { kind: "list", of: value.length > looked ? anyType : unionOf(value.map(typeOfValue)) };
  switch (typeof value) {
    case "boolean":
      return { kind: "boolean" };
    case "number":
      return { kind: "number" };
    case "string":
      return { kind: "string" };
    case "object":
      return { kind: "object", open: false, fields: Object.fromEntries(Object.entries(value).map(([name, field]) => [name, { type: typeOfValue(field) }])) };
  }
}
