import type { Json } from "#lib/json.ts";
import type { DataType } from "./data-type.ts";
import { unionOf } from "./union-of.ts";

/** List items looked at: more of them seldom say more. */
const looked = 50;

/** The type of one value, such as a sample; its objects are open, because the next value may have more. */
export function typeOfValue(value: Json): DataType {
  if (value === null) return { kind: "null" };
  if (Array.isArray(value)) return { kind: "list", of: unionOf(value.slice(0, looked).map(typeOfValue)) };
  switch (typeof value) {
    case "boolean":
      return { kind: "boolean" };
    case "number":
      return { kind: "number" };
    case "string":
      return { kind: "string" };
    case "object":
      return { kind: "object", open: true, fields: Object.fromEntries(Object.entries(value).map(([name, field]) => [name, { type: typeOfValue(field) }])) };
  }
}
