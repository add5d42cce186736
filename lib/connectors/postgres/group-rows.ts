/** Rows that one statement can write: they fill the same columns. */
export interface RowGroup<Row> {
  rows: Row[];
}

/**
 * Rows in groups that fill the same columns, in as few as their order allows: rows with the same key stay in the order
 * they came in, so that the last one counts.
 */
export function groupRows<Row>(rows: Iterable<Row>, columnsOf: (row: Row) => string, keyOf: (row: Row) => string | null): RowGroup<Row>[] {
  const groups: RowGroup<Row>[] = [];
  const newest = new Map<string, number>();
  const lastOfKey = new Map<string, number>();
  for (const row of rows) {
    const columns = columnsOf(row);
    const key = keyOf(row);
    let index = newest.get(columns);
    if (index === undefined || (key !== null && (lastOfKey.get(key) ?? -1) > index)) {
      index = groups.push({ rows: [] }) - 1;
      newest.set(columns, index);
    }
    groups[index]?.rows.push(row);
    if (key !== null) lastOfKey.set(key, index);
  }
  return groups;
}
