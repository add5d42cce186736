import type { ActionRuntime } from "../define.ts";
import { StepError } from "../step-error.ts";
import type { insertMany } from "./actions.ts";
import { type EncodedRecord, encodeRecord } from "./encode-record.server.ts";
import { findTable, type Table } from "./find-table.server.ts";
import { groupRows } from "./group-rows.ts";
import { quoteName } from "./quote-name.ts";

function encodeAll(table: Table, rows: readonly Parameters<typeof encodeRecord>[1][]): EncodedRecord[] {
  return rows.map((row, index) => {
    try {
      return encodeRecord(table, row, "reject");
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      throw new StepError(error.class, error.code, `Row ${index + 1}: ${error.message}`, { cause: error });
    }
  });
}

/** One list a column: as many values as there are rows fit into few parameters. */
function statement(table: Table, { columns }: EncodedRecord): string {
  const lists = columns.map((_, index) => `$${index + 1}::text[]`).join(", ");
  const casts = columns.map((column, index) => `given.c${index}::${column.cast}`).join(", ");
  return `insert into ${table.quoted} (${columns.map((column) => quoteName(column.name)).join(", ")})
select ${casts} from unnest(${lists}) with ordinality as given(${columns.map((_, index) => `c${index}`).join(", ")}, place) order by given.place`;
}

export const insertRows: ActionRuntime<typeof insertMany> = async (input, context) => {
  if (input.rows.length === 0) return { count: 0 };
  const session = await context.database();
  const table = await findTable(session, input.schema, input.table);
  const encoded = encodeAll(table, input.rows);
  const groups = groupRows(encoded, ({ columns }) => JSON.stringify(columns.map((column) => column.name)), () => null);
  return await session.transaction(async (inside) => {
    let count = 0;
    for (const { rows } of groups) {
      const [first] = rows;
      if (!first) continue;
      const lists = first.columns.map((_, index) => rows.map(({ texts }) => texts[index] ?? null));
      count += (await inside.query(statement(table, first), lists)).rowCount;
    }
    return { count };
  });
};
