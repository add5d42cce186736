import { StepError } from "../step-error.ts";
import { findColumn, type Table } from "./find-table.server.ts";
import { readNames } from "./read-names.ts";

/**
 * The columns that tell a row apart: those named, or the primary key.
 * @throws StepError for ones that are not there or hold no unique constraint, naming those that are.
 */
export function conflictKeys(table: Table, named: string): readonly string[] {
  const names = readNames(named);
  if (names.length === 0) {
    if (table.primaryKey.length > 0) return table.primaryKey;
    throw new StepError("validation", "no_key", `“${table.name}” has no primary key. Name the key columns${suggestion(table)}.`);
  }
  for (const name of names) findColumn(table, name);
  const wanted = names.toSorted().join("\n");
  if (table.uniqueKeys.some((key) => key.toSorted().join("\n") === wanted)) return names;
  throw new StepError("validation", "no_key", `No unique constraint is on exactly (${names.join(", ")}) in “${table.name}”. Add one, or choose other key columns${suggestion(table)}.`);
}

function suggestion(table: Table): string {
  return table.uniqueKeys.length === 0 ? "" : `: there is one on ${table.uniqueKeys.map((key) => `(${key.join(", ")})`).join(" and on ")}`;
}
