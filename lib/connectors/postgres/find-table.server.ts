import type { DatabaseSession } from "../define.ts";
import { StepError } from "../step-error.ts";
import { quoteName } from "./quote-name.ts";

export interface Column {
  name: string;
  /** As the catalogue writes it, with its length: `character varying(40)`. */
  type: string;
  /** The same without a length, for casts: an explicit cast to a length would cut text short without a word. */
  cast: string;
  /** PostgreSQL's number of the type, of a domain that of its base. */
  base: number;
  /** Of an array the number of its items' type, else 0. */
  item: number;
  nullable: boolean;
  hasDefault: boolean;
  /** Computed by the database, so it cannot be written. */
  isGenerated: boolean;
}

export interface Table {
  schema: string;
  name: string;
  /** As SQL. */
  quoted: string;
  isPartitioned: boolean;
  columns: readonly Column[];
  primaryKey: readonly string[];
  /** Columns of each unique constraint that `on conflict` can name. */
  uniqueKeys: readonly (readonly string[])[];
}

const columnsOf = `
select c.relkind::text as "kind", a.attname::text as "name", pg_catalog.format_type(a.atttypid, a.atttypmod) as "type", pg_catalog.format_type(a.atttypid, -1) as "cast",
  b.oid as "base", case when b.typcategory = 'A' then b.typelem else 0::oid end as "item",
  not a.attnotnull as "nullable", (a.atthasdef or a.attidentity <> '') and a.attgenerated = '' as "hasDefault", a.attgenerated <> '' as "isGenerated"
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_catalog.pg_type t on t.oid = a.atttypid
join pg_catalog.pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'v', 'm', 'f')
order by a.attnum`;

const keysOf = `
select i.indisprimary as "isPrimary", i.indimmediate as "isImmediate",
  (select array_agg(a.attname::text order by k.place)
     from unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) with ordinality as k(number, place)
     join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number) as "columns"
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1 and c.relname = $2 and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
order by i.indisprimary desc, i.indexrelid`;

interface KeyRow {
  isPrimary: boolean;
  isImmediate: boolean;
  columns: string[];
}

/** A table or view as the catalogue has it; null when it is not there. */
export async function describeTable(session: DatabaseSession, schema: string, name: string): Promise<Table | null> {
  const columns = (await session.query(columnsOf, [schema, name])).rows as unknown as (Column & { kind: string })[];
  if (columns.length === 0) return null;
  const keys = (await session.query(keysOf, [schema, name])).rows as unknown as KeyRow[];
  return {
    schema, name,
    quoted: `${quoteName(schema)}.${quoteName(name)}`,
    isPartitioned: columns[0]?.kind === "p",
    columns,
    primaryKey: keys.find((key) => key.isPrimary)?.columns ?? [],
    uniqueKeys: keys.filter((key) => key.isImmediate).map((key) => key.columns),
  };
}

const known = new WeakMap<DatabaseSession, Map<string, Promise<Table>>>();

/** As `describeTable`, asked once a session. @throws StepError that names the tables that are there. */
export async function findTable(session: DatabaseSession, schema: string, name: string): Promise<Table> {
  const tables = known.get(session) ?? new Map<string, Promise<Table>>();
  known.set(session, tables);
  const key = JSON.stringify([schema, name]);
  let table = tables.get(key);
  if (!table) {
    table = demandTable(session, schema, name);
    tables.set(key, table);
    table.catch(() => tables.delete(key));
  }
  return await table;
}

async function demandTable(session: DatabaseSession, schema: string, name: string): Promise<Table> {
  const table = await describeTable(session, schema, name);
  if (table) return table;
  const { rows } = await session.query(
    "select c.relname::text as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition order by 1 limit 21",
    [schema],
  );
  const names = rows.map((row) => String(row["name"]));
  const there = names.length === 0 ? `The schema “${schema}” is not there or has no tables.` : `“${schema}” has ${listed(names)}.`;
  throw new StepError("validation", "unknown_table", `There is no table “${name}” in the schema “${schema}”. ${there}`);
}

/** @throws StepError that names the columns that are there. */
export function findColumn(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column) return column;
  throw new StepError("validation", "unknown_column", `“${table.name}” has no column “${name}”. It has ${listed(table.columns.map((each) => each.name))}.`);
}

/** The first twenty, so that a message stays readable. */
export function listed(names: readonly string[]): string {
  return `${names.slice(0, 20).join(", ")}${names.length > 20 ? " and others" : ""}`;
}
