import type { Declared } from "#components/fields/declared-rows.ts";
import type { Json, JsonObject } from "#lib/json.ts";

/** What was typed, by the name of the value; `true` and `false` for yes/no. */
export type Typed = Readonly<Record<string, string>>;

const wanted: Record<string, string> = { number: "a number", boolean: "yes or no", list: "a list, as JSON", object: "an object, as JSON", any: "JSON" };

function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function readOne(text: string, type: string): Json | undefined {
  if (type === "text") return text;
  if (type === "number") return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
  const value = readJson(text);
  if (type === "boolean") return typeof value === "boolean" ? value : undefined;
  if (type === "list") return Array.isArray(value) ? value : undefined;
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  // Anything: JSON where it is JSON, else the text itself.
  return value === undefined ? text : value;
}

/** The values a run begins with, or what is wrong with them by name. */
export function readInput(declared: readonly Declared[], typed: Typed): { value: JsonObject } | { problems: Map<string, string> } {
  const values: [string, Json][] = [];
  const problems = new Map<string, string>();
  for (const { name, type, required } of declared) {
    const text = typed[name] ?? (type === "boolean" && required ? "false" : "");
    if (text === "" && (type !== "text" || !required)) {
      if (required) problems.set(name, "It is needed. Fill it in.");
      continue;
    }
    const read = readOne(text, type);
    if (read === undefined) problems.set(name, `Write ${wanted[type] ?? "a value"}.`);
    else values.push([name, read]);
  }
  return problems.size > 0 ? { problems } : { value: Object.fromEntries(values) };
}
