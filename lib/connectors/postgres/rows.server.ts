import { EgressError } from "#lib/egress/egress-error.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import type { DatabaseSession, SourceContext, SourcePage, SourceRuntime } from "../define.ts";
import { StepError } from "../step-error.ts";
import { quoteName } from "./quote-name.ts";
import { readNames } from "./read-names.ts";
import { type RowShape, type RowsInput, rowShape } from "./row-shape.server.ts";

/** Where reading goes on: after a row, whose values are kept as the database writes them, so that no digit is lost. */
interface Place {
  after: { column: string; type: string; text: string }[];
}

function placeOf(cursor: Json, shape: RowShape): Place | null {
  const after = isJsonObject(cursor) && Array.isArray(cursor["after"]) ? cursor["after"] : null;
  if (after === null) return null;
  const place = after.map((each) => (isJsonObject(each) ? { column: String(each["column"]), type: String(each["type"]), text: String(each["text"]) } : null));
  const fits = place.length === shape.order.length && place.every((each, index) => each?.column === shape.order[index]?.name);
  if (!fits) throw new StepError("validation", "other_cursor", "The place where the last run ended belongs to other columns. Start over.");
  return { after: place.filter((each) => each !== null) };
}

interface Row {
  record: JsonObject;
  /** Values of the order's columns. */
  at: string[];
}

class Pages {
  readonly #shape: RowShape;
  readonly #flag: string;

  constructor(shape: RowShape) {
    this.#shape = shape;
    let flag = "place";
    while (shape.columns.includes(flag)) flag += "_";
    this.#flag = flag;
  }

  /**
   * A row without a value in its key has no place in the order and would be passed over; where the columns allow such
   * rows, one question finds out whether there are any to come.
   */
  async demandKeys(session: DatabaseSession, place: Place | null): Promise<void> {
    const { from, where, values, order, keys, openKeys } = this.#shape;
    if (openKeys.length === 0) return;
    const tests = [...where, `(${openKeys.map((key) => `q.${quoteName(key)} is null`).join(" or ")})`];
    const bound = [...values];
    const [cursor] = order.length > keys.length ? order : [];
    if (cursor && place) tests.push(`q.${quoteName(cursor.name)} >= $${bound.push(place.after[0]?.text ?? null)}::${cursor.cast}`);
    else if (cursor) tests.push(`q.${quoteName(cursor.name)} is not null`);
    const { rows } = await session.transaction((inside) => inside.query(`select from ${from} q where ${tests.join(" and ")} limit 1`, bound), { readOnly: true });
    if (rows.length > 0) throw this.#keyMissing();
  }

  #keyMissing(): StepError {
    return new StepError("validation", "key_missing", `A row has no value in one of its key columns (${this.#shape.keys.join(", ")}). Choose columns that every row fills.`);
  }

  #statement(place: Place | null, limit: number): { text: string; values: (string | null)[] } {
    const { from, where, values, columns, order } = this.#shape;
    const bound = [...values];
    const ordered = order.map(({ name }) => `q.${quoteName(name)}`);
    const tests = [...where];
    // The key may not be null; a row without a value in the cursor has no place in its order.
    if (order.length > this.#shape.keys.length) tests.push(`${ordered[0]} is not null`);
    if (place) tests.push(`(${ordered.join(", ")}) > (${order.map(({ cast }, index) => `$${bound.push(place.after[index]?.text ?? null)}::${cast}`).join(", ")})`);
    const picked = columns.map((name) => `q.${quoteName(name)}`).join(", ");
    const text = `select ${picked}, array[${ordered.map((column) => `${column}::text`).join(", ")}] as ${quoteName(this.#flag)}
from ${from} q${tests.length === 0 ? "" : `\nwhere ${tests.join(" and ")}`}\norder by ${ordered.join(", ")} limit ${limit}`;
    return { text, values: bound };
  }

  /** One row more than asked for tells whether there are more, and whether the last one's key is its own. */
  async read(session: DatabaseSession, place: Place | null, size: number): Promise<Row[]> {
    const { text, values } = this.#statement(place, size + 1);
    const { rows } = await session.transaction((inside) => inside.query(text, values), { readOnly: true });
    return rows.map((record) => {
      const at = record[this.#flag];
      delete record[this.#flag];
      if (Array.isArray(at) && at.every((value) => typeof value === "string")) return { record, at };
      throw this.#keyMissing();
    });
  }

  /** A row whose place is that of the row before it would be lost at the end of a page. */
  demandDistinct(rows: readonly Row[]): void {
    for (const [index, { at }] of rows.entries()) {
      const before = rows[index - 1]?.at;
      if (before && before.every((value, place) => value === at[place])) {
        throw new StepError("validation", "key_not_unique", `Two rows have the same key (${this.#shape.keys.join(", ")} = ${this.#keyOf(at)}). Choose columns that tell all rows apart.`);
      }
    }
  }

  #keyOf(at: readonly string[]): string {
    const { keys, order } = this.#shape;
    const texts = keys.map((key) => at[order.findIndex(({ name }) => name === key)] ?? "");
    return texts.length === 1 ? (texts[0] ?? "") : JSON.stringify(texts);
  }

  page(rows: readonly Row[], place: Place): SourcePage {
    return { records: rows.map((row) => row.record), keys: rows.map((row) => this.#keyOf(row.at)), cursor: { after: place.after.map((each) => ({ ...each })) } };
  }

  placeAt(row: Row): Place {
    return { after: this.#shape.order.map(({ name, cast }, index) => ({ column: name, type: cast, text: row.at[index] ?? "" })) };
  }
}

async function* read(input: RowsInput, context: SourceContext): AsyncGenerator<SourcePage> {
  const session = await context.database();
  const shape = await rowShape(session, input);
  const pages = new Pages(shape);
  let place = placeOf(context.cursor, shape);
  await pages.demandKeys(session, place);
  let size = context.pageSize;
  for (;;) {
    context.signal.throwIfAborted();
    let found: Row[];
    try {
      found = await pages.read(session, place, size);
    } catch (error) {
      // Wide rows: fewer of them fit into the bound of a result.
      if (!(EgressError.is(error) && error.code === "result_too_large") || size === 1) throw error;
      size = Math.max(1, Math.floor(size / 2));
      continue;
    }
    pages.demandDistinct(found);
    const rows = found.slice(0, size);
    const last = rows.at(-1);
    if (!last) return;
    place = pages.placeAt(last);
    yield pages.page(rows, place);
    if (found.length <= size) return;
  }
}

export const rowsSource: SourceRuntime<RowsInput> = {
  identity: ({ from, schema, table, where, sql, values, keys, cursor }) =>
    from === "query" ? { sql, values: values ?? {}, keys: readNames(keys), cursor } : { schema, table, where: where ?? {}, keys: readNames(keys), cursor },
  read,
  keyOf(input, record) {
    const keys = readNames(input.keys).map((key) => (isJsonObject(record) ? (record[key] ?? null) : null));
    if (keys.length === 0 || keys.includes(null)) return null;
    const texts = keys.map((key) => (typeof key === "object" ? JSON.stringify(key) : String(key)));
    return texts.length === 1 ? (texts[0] ?? null) : JSON.stringify(texts);
  },
  keepsCursor: ({ cursor }) => cursor !== "",
};
