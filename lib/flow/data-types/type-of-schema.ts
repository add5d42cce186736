import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import { anyType, type DataType } from "./data-type.ts";
import { typeOfValue } from "./type-of-value.ts";
import { unionOf } from "./union-of.ts";

/** Schemas nest; past this depth a type says no more (JSON Schema may refer to itself). */
const maxDepth = 12;

function objectOf(schema: JsonObject, depth: number): DataType {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const required = new Set(Array.isArray(schema["required"]) ? schema["required"] : []);
  const fields: Extract<DataType, { kind: "object" }>["fields"] = {};
  for (const [name, property] of Object.entries(properties)) {
    const type = typeOf(property, depth + 1);
    fields[name] = required.has(name) ? { type } : { type, optional: true };
  }
  const more = schema["additionalProperties"];
  return { kind: "object", fields, open: more === true || isJsonObject(more) || (more === undefined && Object.keys(fields).length === 0) };
}

function typeOf(schema: Json | undefined, depth: number): DataType {
  if (!isJsonObject(schema) || depth > maxDepth) return anyType;
  const choices = schema["anyOf"] ?? schema["oneOf"];
  if (Array.isArray(choices)) return unionOf(choices.map((choice) => typeOf(choice, depth + 1)));
  if (Array.isArray(schema["enum"])) return unionOf(schema["enum"].map(typeOfValue));
  if (schema["const"] !== undefined) return typeOfValue(schema["const"]);
  const type = schema["type"];
  if (Array.isArray(type)) return unionOf(type.map((one) => typeOf({ ...schema, type: one }, depth + 1)));
  switch (type) {
    case "null":
      return { kind: "null" };
    case "boolean":
      return { kind: "boolean" };
    case "integer":
      return { kind: "number", integer: true };
    case "number":
      return { kind: "number" };
    case "string":
      return typeof schema["format"] === "string" ? { kind: "string", format: schema["format"] } : { kind: "string" };
    case "array":
      return { kind: "list", of: typeOf(schema["items"], depth + 1) };
    case "object":
      return objectOf(schema, depth);
    default:
      return anyType;
  }
}

/** The type that a JSON Schema (draft 2020-12, as zod writes it) describes; what it does not say is `any`. */
export function typeOfSchema(schema: Json): DataType {
  return typeOf(schema, 0);
}
