import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";

export interface JsonTableData {
  /** Where the list stands in the value; empty: it is the value. */
  path: string[];
  rows: JsonObject[];
  /** Keys of the rows, in the order they are met. */
  columns: string[];
  /** It is all there is, and its rows are alike: a table says more than a tree. */
  fits: boolean;
}

/** Keys are gathered from so many rows; further columns than these are of no use to a reader. */
const sampled = 1_000;
const mostColumns = 200;
const fewColumns = 8;
const depth = 3;

function isList(value: Json): value is JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(isJsonObject);
}

/** The longest list of objects in a value that is not itself inside a list. */
function longestList(value: Json, path: string[]): { path: string[]; rows: JsonObject[] } | null {
  if (isList(value)) return { path, rows: value };
  if (!isJsonObject(value) || path.length >= depth) return null;
  let longest: { path: string[]; rows: JsonObject[] } | null = null;
  for (const [key, child] of Object.entries(value)) {
    const found = longestList(child, [...path, key]);
    if (found && found.rows.length > (longest?.rows.length ?? 0)) longest = found;
  }
  return longest;
}

/** The list of objects that a value is or holds, as a table; null when there is none. */
export function tableOf(value: Json): JsonTableData | null {
  const found = longestList(value, []);
  if (!found) return null;
  const columns = new Set<string>();
  let cells = 0;
  let nested = 0;
  const sample = found.rows.slice(0, sampled);
  for (const row of sample) {
    for (const [key, cell] of Object.entries(row)) {
      if (columns.size < mostColumns) columns.add(key);
      cells += 1;
      if (typeof cell === "object" && cell !== null) nested += 1;
    }
  }
  if (columns.size === 0) return null;
  const fits = found.path.length === 0 && found.rows.length > 1 && columns.size > 1 && columns.size <= fewColumns && cells >= 0.8 * columns.size * sample.length && nested <= cells / 4;
  return { ...found, columns: [...columns], fits };
}
