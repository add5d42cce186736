import type { Json, JsonObject } from "#lib/json.ts";
import { StepError } from "../step-error.ts";
import { encodeValue } from "./encode-value.server.ts";
import { type Column, findColumn, listed, type Table } from "./find-table.server.ts";

/** A record's values as text, by column, in the table's order of columns. */
export interface EncodedRecord {
  columns: readonly Column[];
  texts: readonly (string | null)[];
}

/**
 * Fields to columns of the same name.
 * @throws StepError for a field without a column (unless such are left out), a computed column, or no column at all.
 */
export function encodeRecord(table: Table, record: JsonObject, unknown: "reject" | "ignore"): EncodedRecord {
  if (unknown === "reject") for (const name of Object.keys(record)) demandWritable(findColumn(table, name));
  const columns = table.columns.filter((column) => Object.hasOwn(record, column.name) && !column.isGenerated);
  if (columns.length === 0) throw new StepError("validation", "no_column", `It has no field for a column of “${table.name}”, which are ${listed(table.columns.map((column) => column.name))}.`);
  return { columns, texts: columns.map((column) => encodeValue(record[column.name] as Json, column, `The column “${column.name}”`)) };
}

function demandWritable(column: Column): void {
  if (column.isGenerated) throw new StepError("validation", "computed_column", `The column “${column.name}” is computed by the database. Leave it out.`);
}
