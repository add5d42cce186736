import type { JsonObject } from "#lib/json.ts";

/** What a statement is given: text in PostgreSQL's own form, numbers, booleans, null, or a list of texts for a text[]. */
export type DatabaseValue = string | number | boolean | null | readonly (string | null)[];

export interface DatabaseResult {
  rows: JsonObject[];
  rowCount: number;
  fields: readonly { name: string; type: number }[];
}

/** A session with a database; `lib/connectors/define.ts` says what its parts promise. */
export interface Database {
  query(text: string, values?: readonly DatabaseValue[], options?: { maxRows?: number }): Promise<DatabaseResult>;
  parameterTypes(text: string): Promise<readonly number[]>;
  copyFrom(text: string, chunks: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<number>;
  transaction<Result>(work: (inside: Database) => Promise<Result>, options?: { readOnly?: boolean }): Promise<Result>;
  end(): Promise<void>;
}
