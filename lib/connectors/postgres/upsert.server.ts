import { isJsonObject } from "#lib/json.ts";
import type { ActionRuntime } from "../define.ts";
import { StepError } from "../step-error.ts";
import type { upsert } from "./actions.ts";
import { conflictKeys } from "./conflict-keys.server.ts";
import { encodeRecord } from "./encode-record.server.ts";
import { findTable, type Table } from "./find-table.server.ts";
import { quoteName } from "./quote-name.ts";

function statement(table: Table, columns: readonly string[], keys: readonly string[], flag: string): string {
  const rest = columns.filter((name) => !keys.includes(name));
  // Without a column to set, the key is set to itself: only a row that is touched is given back.
  const set = (rest.length > 0 ? rest : keys.slice(0, 1)).map((name) => `${quoteName(name)} = excluded.${quoteName(name)}`);
  const names = (list: readonly string[]): string => list.map(quoteName).join(", ");
  // xmax of a fresh row is 0, of one that was updated it is this transaction; tables in parts give no xmax, but what a
  // statement reads is as it was before it.
  const same = keys.map((key) => `before.${quoteName(key)} = target.${quoteName(key)}`).join(" and ");
  const isNew = table.isPartitioned ? `not exists (select from ${table.quoted} as before where ${same})` : "target.xmax = 0";
  return `insert into ${table.quoted} as target (${names(columns)}) values (${columns.map((_, index) => `$${index + 1}`).join(", ")})
on conflict (${names(keys)}) do update set ${set.join(", ")}
returning target.*, (${isNew}) as ${quoteName(flag)}`;
}

export const upsertRow: ActionRuntime<typeof upsert> = async (input, context) => {
  const session = await context.database();
  const table = await findTable(session, input.schema, input.table);
  const keys = conflictKeys(table, input.keys);
  const { columns, texts } = encodeRecord(table, input.values, "reject");
  const names = columns.map((column) => column.name);
  for (const key of keys) {
    if (!names.includes(key)) throw new StepError("validation", "key_missing", `The key column “${key}” has no value, so it cannot be known which row is meant.`);
  }
  let flag = "inserted";
  while (table.columns.some((column) => column.name === flag)) flag += "_";
  const { rows } = await session.query(statement(table, names, keys, flag), texts);
  const { [flag]: inserted, ...row } = isJsonObject(rows[0]) ? rows[0] : {};
  return { row, inserted: inserted === true };
};
