import type { FieldList, Reference } from "#lib/flow/document.schema.ts";

type Rows = FieldList["fields"];

/** Rows with one more for a reference: the first that has no value and the field's name or none, else a new one named like the field. */
export function rowsWith(rows: readonly Rows[number][], reference: Reference): Rows {
  const wanted = String(reference.path.findLast((part) => typeof part === "string") ?? "value");
  const isBlank = ({ value }: Rows[number]) => value.kind === "literal" && value.value === "";
  const same = rows.findIndex((row) => row.name === wanted && isBlank(row));
  const blank = same < 0 ? rows.findIndex((row) => row.name === "" && isBlank(row)) : same;
  if (blank < 0) return [...rows, { name: freeName(wanted, rows), value: reference }];
  return rows.map((row, index) => (index === blank ? { name: row.name === "" ? freeName(wanted, rows) : row.name, value: reference } : row));
}

function freeName(wanted: string, rows: readonly Rows[number][]): string {
  const names = new Set(rows.map((row) => row.name));
  let name = wanted;
  for (let count = 2; names.has(name); count += 1) name = `${wanted}${count}`;
  return name;
}
