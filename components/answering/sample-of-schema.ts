import type { Json, JsonObject } from "#lib/json.ts";

type Schema = Readonly<Record<string, unknown>>;

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const deepest = 6;

/** A small value that a JSON Schema takes, to begin with: its example or default, else one of each field. */
export function sampleOfSchema(schema: unknown, depth = 0): Json {
  if (!isSchema(schema) || depth > deepest) return null;
  const { default: preset, examples, enum: values, properties, type } = schema as { default?: Json; examples?: Json[]; enum?: Json[]; properties?: unknown; type?: unknown };
  const given = preset ?? (Array.isArray(examples) ? examples[0] : undefined) ?? (Array.isArray(values) ? values[0] : undefined);
  if (given !== undefined) return given;
  if (isSchema(properties)) {
    const sample: JsonObject = {};
    for (const [name, part] of Object.entries(properties)) sample[name] = sampleOfSchema(part, depth + 1);
    return sample;
  }
  switch (type) {
    case "string":
      return "text";
    case "number":
    case "integer":
      return 1;
    case "boolean":
      return true;
    case "array":
      return [];
    default:
      return {};
  }
}
