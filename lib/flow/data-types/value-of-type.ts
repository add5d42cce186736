import type { Json } from "#lib/json.ts";
import { setOwn } from "../bindings/resolve.ts";
import type { DataType } from "./data-type.ts";

const formats: Record<string, string> = {
  "date-time": "2026-01-15T09:30:00Z", date: "2026-01-15", time: "09:30:00", email: "ada@example.com", uri: "https://example.com/", uuid: "4f1c2a52-7d4e-4b8e-9a3b-0c2d6f1e8a90",
};

/** A value that fits a type, the same one each time; fields that may be left out are there, so that all can be mapped. */
export function valueOfType(type: DataType, depth = 0): Json {
  switch (type.kind) {
    case "any":
    case "null":
      return null;
    case "boolean":
      return true;
    case "number":
      return 1;
    case "string":
      return (type.format && formats[type.format]) || "text";
    case "list":
      return depth > 8 ? [] : [valueOfType(type.of, depth + 1)];
    case "object": {
      const value: { [name: string]: Json } = {};
      if (depth <= 8) for (const [name, field] of Object.entries(type.fields)) setOwn(value, name, valueOfType(field.type, depth + 1));
      return value;
    }
    case "union": {
      const known = type.of.find((one) => one.kind !== "null" && one.kind !== "any");
      return known ? valueOfType(known, depth + 1) : null;
    }
  }
}
