import { isJsonObject } from "#lib/json.ts";
import type { SinkRow } from "../define.ts";
import { StepError } from "../step-error.ts";
import { encodeRecord } from "./encode-record.server.ts";
import type { Table } from "./find-table.server.ts";
import type { StagedRow } from "./stage.server.ts";

/** What rows are made for. */
export interface Target {
  input: { unknown: "reject" | "ignore"; mode: "append" | "upsert" };
  table: Table;
  keys: readonly string[];
}

/** @throws StepError for a record that cannot become a row. */
export function stagedRow({ input, table, keys }: Target, { record, settings }: SinkRow, index: number): StagedRow {
  const fields = settings["columns"] ?? record;
  if (!isJsonObject(fields)) throw new StepError("validation", "no_object", "The record is no object, so it has no fields for columns. Set Columns.");
  const { columns, texts } = encodeRecord(table, fields, input.unknown);
  for (const key of keys) {
    if (!columns.some((column) => column.name === key)) throw new StepError("validation", "key_missing", `The key column “${key}” has no value, so it cannot be known which row is meant.`);
  }
  return { index, columns, texts };
}
