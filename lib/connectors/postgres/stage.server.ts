import { EgressError } from "#lib/egress/egress-error.ts";
import type { DatabaseSession } from "../define.ts";
import { StepError } from "../step-error.ts";
import { copyText } from "./copy-text.ts";
import type { Column, Table } from "./find-table.server.ts";
import type { RowGroup } from "./group-rows.ts";
import { quoteName } from "./quote-name.ts";

/** A row of a chunk, by its place there. */
export interface StagedRow {
  index: number;
  columns: readonly Column[];
  texts: readonly (string | null)[];
}

export interface StageOptions {
  table: Table;
  /** Columns that tell rows apart when rows with the same key are updated; none to append. */
  keys: readonly string[];
  /** PostgreSQL's number of its version, such as 180004. */
  version: number;
  reject(index: number, error: Error): void;
}

const stage = "pg_temp.millrace_stage";

/** Errors of one row: its data, a constraint it breaks, or a trigger that refuses it. */
function isOfRow(error: unknown): error is EgressError {
  return EgressError.is(error) && /^sql_(22|23|P0001)/.test(error.code);
}

/**
 * Writes rows by way of a temporary table that is gone with the transaction. Its columns are text, so that copying never
 * fails by a value; a part whose insert fails is halved until the rows that are to blame are known.
 */
export class Stage {
  readonly #session: DatabaseSession;
  readonly #options: StageOptions;
  readonly #columns: readonly Column[];
  #isIndexed = false;

  private constructor(session: DatabaseSession, options: StageOptions, columns: readonly Column[]) {
    this.#session = session;
    this.#options = options;
    this.#columns = columns;
  }

  /** @param inside A transaction, in which the rows are then written. */
  static async write(inside: DatabaseSession, groups: readonly RowGroup<StagedRow>[], options: StageOptions): Promise<void> {
    const used = new Set(groups.flatMap(({ rows }) => rows[0]?.columns.map((column) => column.name) ?? []));
    const columns = options.table.columns.filter((column) => used.has(column.name));
    const made = new Stage(inside, options, columns);
    await made.#fill(groups);
    for (const [index, { rows }] of groups.entries()) await made.#insert(index, rows);
  }

  async #fill(groups: readonly RowGroup<StagedRow>[]): Promise<void> {
    const names = this.#columns.map((_, index) => `c${index}`);
    // What a deferred constraint refuses must be known here, not at the commit, where nobody can tell by which row.
    await this.#session.query("set constraints all immediate");
    await this.#session.query(`create temp table millrace_stage (g int4 not null, n int4 not null, ${names.map((name) => `${name} text`).join(", ")}) on commit drop`);
    const places = new Map(this.#columns.map((column, index) => [column.name, index]));
    const width = names.length;
    function* lines(): Generator<(string | null)[]> {
      for (const [group, { rows }] of groups.entries()) {
        for (const { index, columns, texts } of rows) {
          const line: (string | null)[] = Array.from({ length: width + 2 }, () => null);
          line[0] = String(group);
          line[1] = String(index);
          for (const [at, column] of columns.entries()) line[2 + (places.get(column.name) ?? 0)] = texts[at] ?? null;
          yield line;
        }
      }
    }
    await this.#session.copyFrom(`copy ${stage} (g, n, ${names.join(", ")}) from stdin`, copyText(lines()));
  }

  async #insert(group: number, rows: readonly StagedRow[]): Promise<void> {
    const [first] = rows;
    if (!first) return;
    const text = this.#statement(first.columns);
    const all = rows.map((row) => row.index);
    const failed = await this.#try(text, group, all);
    if (!failed) return;
    const bad = failed.code.startsWith("sql_22") ? await this.#misfits(group, first.columns) : new Set<number>();
    await this.#halve(text, group, all.filter((index) => !bad.has(index)), bad.size > 0 ? null : failed);
  }

  /** The error of a row in it, after which nothing of it is there; null when all of it was written. */
  async #try(text: string, group: number, indexes: readonly number[]): Promise<EgressError | null> {
    const [from, to] = [indexes[0], indexes.at(-1)];
    if (from === undefined || to === undefined) return null;
    try {
      await this.#session.transaction((inside) => inside.query(text, [group, from, to]));
      return null;
    } catch (error) {
      if (isOfRow(error)) return error;
      throw error;
    }
  }

  async #halve(text: string, group: number, indexes: readonly number[], known: EgressError | null): Promise<void> {
    const failed = known ?? (await this.#try(text, group, indexes));
    if (!failed) return;
    if (indexes.length === 1) return this.#options.reject(indexes[0] ?? 0, failed);
    await this.#index();
    const middle = Math.ceil(indexes.length / 2);
    await this.#halve(text, group, indexes.slice(0, middle), null);
    await this.#halve(text, group, indexes.slice(middle), null);
  }

  async #index(): Promise<void> {
    if (!this.#isIndexed) await this.#session.query(`create index on ${stage} (g, n)`);
    this.#isIndexed = true;
  }

  /**
   * Rejects the rows of a group whose text does not read as its column's type, all in one question, and takes them out.
   * PostgreSQL 16 and later can tell; before, halving finds them too.
   */
  async #misfits(group: number, columns: readonly Column[]): Promise<Set<number>> {
    const found = new Set<number>();
    if (this.#options.version < 160_000) return found;
    const questions = columns.map((column, index) => {
      const cell = this.#cell(column);
      return `select n, $${2 + index * 2}::text as "column", (pg_input_error_info(${cell}, $${3 + index * 2}::text)).message, (pg_input_error_info(${cell}, $${3 + index * 2}::text)).sql_error_code as state
from ${stage} where g = $1 and ${cell} is not null and not pg_input_is_valid(${cell}, $${3 + index * 2}::text)`;
    });
    const asked = this.#session.transaction((inside) => inside.query(`${questions.join("\nunion all\n")}\norder by 1`, [group, ...columns.flatMap((column) => [column.name, column.type])]));
    const answer = await asked.catch((error: unknown) => {
      if (isOfRow(error)) return { rows: [] };
      throw error;
    });
    for (const row of answer.rows) {
      const index = Number(row["n"]);
      if (!found.has(index)) this.#options.reject(index, new StepError("validation", `sql_${String(row["state"])}`, `The column “${String(row["column"])}”: ${String(row["message"])}.`));
      found.add(index);
    }
    if (found.size > 0) await this.#session.query(`delete from ${stage} where g = $1 and n = any($2::int4[])`, [group, [...found].map(String)]);
    return found;
  }

  #cell(column: Column): string {
    return `c${this.#columns.indexOf(column)}`;
  }

  #statement(columns: readonly Column[]): string {
    const { table, keys } = this.#options;
    const names = columns.map((column) => quoteName(column.name));
    const into = `insert into ${table.quoted} (${names.join(", ")})`;
    const cells = columns.map((column, index) => `${this.#cell(column)}::${column.cast} as v${index}`);
    const values = columns.map((_, index) => `v${index}`).join(", ");
    const part = `select n, ${cells.join(", ")} from ${stage} where g = $1 and n between $2 and $3`;
    if (keys.length === 0) return `${into}\nselect ${values} from (${part}) s order by n`;
    const keyValues = keys.map((key) => `v${columns.findIndex((column) => column.name === key)}`);
    // Of rows with the same key the last one counts; a key that is null is like no other.
    const apart = `case when ${keyValues.map((value) => `${value} is null`).join(" or ")} then n end`;
    const rest = columns.map((column) => column.name).filter((name) => !keys.includes(name)).map(quoteName);
    return `${into}
select distinct on (${keyValues.join(", ")}, ${apart}) ${values} from (${part}) s order by ${keyValues.join(", ")}, ${apart}, n desc
on conflict (${keys.map(quoteName).join(", ")}) do ${rest.length === 0 ? "nothing" : `update set ${rest.map((name) => `${name} = excluded.${name}`).join(", ")}`}`;
  }
}
