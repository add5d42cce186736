import { isJsonObject, type Json } from "#lib/json.ts";

const deepest = 8;
const most = 500;

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  return isJsonObject(value) ? "object" : typeof value === "string" ? "text" : typeof value;
}

/** The paths of a value and the type at each, without any of its values; the items of a list share one path, `[]`. */
export function valueShape(value: Json): Map<string, string> {
  const shape = new Map<string, string>();
  const walk = (at: Json, path: string, depth: number): void => {
    if (shape.size >= most) return;
    const before = shape.get(path);
    const type = typeOf(at);
    // A list of mixed things is named by all of their types.
    shape.set(path, before === undefined || before.split(" or ").includes(type) ? (before ?? type) : [...before.split(" or "), type].toSorted().join(" or "));
    if (depth >= deepest) return;
    if (Array.isArray(at)) for (const item of at) walk(item, `${path}[]`, depth + 1);
    else if (isJsonObject(at)) for (const [key, part] of Object.entries(at)) walk(part, path === "" ? key : `${path}.${key}`, depth + 1);
  };
  walk(value, "", 0);
  shape.delete("");
  return shape;
}
