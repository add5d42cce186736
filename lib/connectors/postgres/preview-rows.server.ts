import { EgressError } from "#lib/egress/egress-error.ts";
import type { PlannedRow, RowChange } from "#lib/flow/planned-write.ts";
import type { JsonObject } from "#lib/json.ts";
import type { DatabaseSession, SinkRow } from "../define.ts";
import { StepError } from "../step-error.ts";
import { quoteName } from "./quote-name.ts";
import type { StagedRow } from "./stage.server.ts";
import { stagedRow, type Target } from "./staged-row.server.ts";

/** The row that is there, compared as text so that types without an equality compare too; else only whether the values fit their types. */
function question({ table, keys }: Target, { columns }: StagedRow): string {
  const value = (index: number): string => `($${index + 1}::text)::${columns[index]?.cast ?? "text"}`;
  if (keys.length === 0) return `select ${columns.map((_, index) => `${value(index)} is null as c${index}`).join(", ")}`;
  const same = columns.map((column, index) => `target.${quoteName(column.name)}::text is not distinct from (${value(index)})::text`).join(" and ");
  const found = keys.map((key) => `target.${quoteName(key)} = ${value(columns.findIndex((column) => column.name === key))}`).join(" and ");
  return `select (${same}) as same from ${table.quoted} as target where ${found}`;
}

async function changeOf(target: Target, session: DatabaseSession, row: StagedRow): Promise<RowChange> {
  const { rows } = await session.transaction((inside) => inside.query(question(target, row), row.texts), { readOnly: true });
  if (target.keys.length === 0 || rows.length === 0) return "create";
  return rows[0]?.["same"] === true ? "unchanged" : "update";
}

/** @throws StepError for a column that would be empty and may not be. */
function demandFilled({ table }: Target, { columns, texts }: StagedRow, change: RowChange): void {
  for (const column of table.columns) {
    if (column.nullable || column.isGenerated) continue;
    const at = columns.findIndex((given) => given.name === column.name);
    const isEmpty = at < 0 ? change === "create" && !column.hasDefault : texts[at] === null;
    if (isEmpty) throw new StepError("validation", "empty_column", `The column “${column.name}” may not be empty. Give it a value.`);
  }
}

/** What a load would make of rows: each asked about in a transaction that only reads. */
export async function previewRows(target: Target, session: DatabaseSession, rows: readonly SinkRow[]): Promise<PlannedRow[]> {
  const into = `${target.table.schema}.${target.table.name}`;
  const seen = new Set<string>();
  const planned: PlannedRow[] = [];
  for (const [index, row] of rows.entries()) {
    const shown = row.settings["columns"] ?? row.record;
    try {
      const staged = stagedRow(target, row, index);
      const key = JSON.stringify(target.keys.map((name) => staged.texts[staged.columns.findIndex((column) => column.name === name)]));
      let change = await changeOf(target, session, staged);
      demandFilled(target, staged, change);
      // An earlier row of the same key is there by then.
      if (target.keys.length > 0 && change === "create" && seen.has(key)) change = "update";
      seen.add(key);
      const values: JsonObject = Object.fromEntries(staged.columns.map((column, at): [string, string | null] => [column.name, staged.texts[at] ?? null]));
      planned.push({ kind: "row", into, change, row: values });
    } catch (error) {
      if (!(error instanceof StepError) && !(EgressError.is(error) && error.class === "validation")) throw error;
      planned.push({ kind: "row", into, change: "reject", row: shown, reason: error.message });
    }
  }
  return planned;
}
