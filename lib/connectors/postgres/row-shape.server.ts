import type { z } from "zod";
import type { DatabaseSession } from "../define.ts";
import { StepError } from "../step-error.ts";
import { bindValues } from "./bind-values.server.ts";
import { encodeValue } from "./encode-value.server.ts";
import { findColumn, findTable } from "./find-table.server.ts";
import { quoteName } from "./quote-name.ts";
import { readNames } from "./read-names.ts";
import type { rows } from "./rows-source.ts";

export type RowsInput = z.output<typeof rows.input>;

/** A column that rows are ordered by. */
export interface OrderColumn {
  name: string;
  cast: string;
}

/** What pages are made of. */
export interface RowShape {
  /** SQL of what stands after `from`, called q. */
  from: string;
  /** Tests in SQL, and the values bound in `from` and in them. */
  where: readonly string[];
  values: readonly (string | null)[];
  /** Columns of a record. */
  columns: readonly string[];
  /** The cursor, when there is one, and the key. */
  order: readonly OrderColumn[];
  keys: readonly string[];
  /** Key columns that may be empty in a row. */
  openKeys: readonly string[];
}

export async function rowShape(session: DatabaseSession, input: RowsInput): Promise<RowShape> {
  return input.from === "query" ? await queryShape(session, input) : await tableShape(session, input);
}

async function tableShape(session: DatabaseSession, input: RowsInput): Promise<RowShape> {
  const table = await findTable(session, input.schema, input.table);
  const named = readNames(input.keys);
  const keys = named.length > 0 ? named : table.primaryKey;
  if (keys.length === 0) throw new StepError("validation", "no_key", `“${table.name}” has no primary key. Name the columns that tell its rows apart.`);
  const order = [...new Set([...(input.cursor === "" ? [] : [input.cursor]), ...keys])].map((name) => findColumn(table, name));
  const chosen = readNames(input.columns).map((name) => findColumn(table, name).name);
  const columns = chosen.length > 0 ? [...new Set([...chosen, ...order.map((column) => column.name)])] : table.columns.map((column) => column.name);
  const where: string[] = [];
  const values: string[] = [];
  for (const [name, value] of Object.entries(input.where ?? {})) {
    const column = findColumn(table, name);
    const text = encodeValue(value, column, `“${name}”`);
    if (text === null) where.push(`q.${quoteName(name)} is null`);
    else where.push(`q.${quoteName(name)} = $${values.push(text)}::${column.cast}`);
  }
  return { from: table.quoted, where, values, columns, order, keys, openKeys: keys.filter((key) => findColumn(table, key).nullable) };
}

/** A select in brackets: another statement or a second one does not parse there, and its transaction only reads. */
async function queryShape(session: DatabaseSession, input: RowsInput): Promise<RowShape> {
  const keys = readNames(input.keys);
  if (input.sql.trim() === "") throw new StepError("validation", "no_sql", "Write the select whose rows are read.");
  if (keys.length === 0) throw new StepError("validation", "no_key", "Name the columns that tell the rows of the query apart.");
  const { text, values } = await bindValues(session, `(\n${input.sql.replace(/[\s;]+$/, "")}\n)`, input.values ?? {});
  const { fields } = await session.transaction((inside) => inside.query(`select * from ${text} q limit 0`, values), { readOnly: true });
  const casts = await castsOf(session, fields.map((field) => field.type));
  const names = fields.map((field) => field.name);
  const order = [...new Set([...(input.cursor === "" ? [] : [input.cursor]), ...keys])].map((name): OrderColumn => {
    const field = fields.find((each) => each.name === name);
    if (!field) throw new StepError("validation", "unknown_column", `The query gives no column “${name}”. It gives ${names.join(", ")}.`);
    return { name, cast: casts.get(field.type) ?? "text" };
  });
  return { from: text, where: [], values, columns: [...new Set(names)], order, keys, openKeys: keys };
}

async function castsOf(session: DatabaseSession, types: readonly number[]): Promise<Map<number, string>> {
  const { rows } = await session.query("select oid, pg_catalog.format_type(oid, -1) as cast from pg_catalog.pg_type where oid = any($1::oid[])", [[...new Set(types)].map(String)]);
  return new Map(rows.map((row) => [Number(row["oid"]), String(row["cast"])]));
}
