import { isJsonObject, type Json } from "#lib/json.ts";

export interface Difference {
  /** Joined with dots; empty for the value itself. */
  path: string;
  kind: "added" | "removed" | "changed";
  before: Json | undefined;
  after: Json | undefined;
}

function keysOf(value: Json): string[] | null {
  if (Array.isArray(value)) return value.map((_, index) => String(index));
  return isJsonObject(value) ? Object.keys(value) : null;
}

function at(value: Json, key: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(key)];
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/**
 * Where two values differ, in the order of the newer one; what is only in one is told once, not field by field.
 * @param limit differences at most; one more tells that there are more.
 */
export function jsonDiff(before: Json, after: Json, limit = 50): Difference[] {
  const found: Difference[] = [];
  const visit = (one: Json | undefined, other: Json | undefined, path: string): void => {
    if (found.length > limit) return;
    if (one === undefined || other === undefined) return void found.push({ path, kind: one === undefined ? "added" : "removed", before: one, after: other });
    const [oneKeys, otherKeys] = [keysOf(one), keysOf(other)];
    if (oneKeys === null || otherKeys === null || Array.isArray(one) !== Array.isArray(other)) {
      if (oneKeys !== null || otherKeys !== null || one !== other) found.push({ path, kind: "changed", before: one, after: other });
      return;
    }
    for (const key of new Set([...otherKeys, ...oneKeys])) visit(at(one, key), at(other, key), path === "" ? key : `${path}.${key}`);
  };
  visit(before, after, "");
  return found;
}
