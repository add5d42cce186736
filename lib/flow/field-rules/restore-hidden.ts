import { canonicalJson, isJsonObject, type Json, type JsonObject } from "#lib/json.ts";

/**
 * A value that somebody edited while some of it was hidden: what was left as it was shown is again what it was.
 * `shown` is what they saw of `original`; both have the same build.
 */
export function restoreHidden(edited: Json, shown: Json, original: Json): Json {
  if (canonicalJson(edited) === canonicalJson(shown)) return original;
  if (Array.isArray(edited) && Array.isArray(shown) && Array.isArray(original)) return edited.map((item, index) => restoreAt(item, shown[index], original[index]));
  if (!isJsonObject(edited) || !isJsonObject(shown) || !isJsonObject(original)) return edited;
  // Names may be masked too, so fields are paired by their places.
  const names = new Map(Object.keys(shown).map((name, index) => [name, Object.keys(original)[index] ?? name]));
  const restored: JsonObject = {};
  for (const [name, part] of Object.entries(edited)) {
    const before = names.get(name) ?? name;
    Object.defineProperty(restored, before, { value: restoreAt(part, shown[name], original[before]), enumerable: true, configurable: true, writable: true });
  }
  return restored;
}

function restoreAt(edited: Json, shown: Json | undefined, original: Json | undefined): Json {
  return shown === undefined || original === undefined ? edited : restoreHidden(edited, shown, original);
}
