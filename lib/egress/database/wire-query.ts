import type { Connection, Submittable } from "pg";
import { EgressError } from "../egress-error.ts";
import { type Wire, wireOf } from "./wire.ts";

export interface WireResult {
  fields: { name: string; dataTypeID: number }[];
  /** As the database wrote them. */
  rows: (string | null)[][];
  /** `SELECT 3`, `INSERT 0 1`. */
  tag: string;
}

export interface WireLimits {
  maxRows: number;
  maxBytes: number;
}

/** Rows asked for at a time, so that a result which is too large is left in the database. */
const rowsAtOnce = 1_000;
const mostParameters = 65_535;

/**
 * One statement of PostgreSQL's extended protocol, which takes no second one after a semicolon. pg's own query collects
 * whatever comes; this one stops at its limits, and keeps the text of values for an exact reading.
 */
export class WireQuery implements Submittable {
  /** pg replaces it when it counts time; it must be there. */
  callback = (): void => undefined;
  readonly done: Promise<WireResult>;
  readonly #text: string;
  readonly #values: readonly (string | null)[];
  readonly #limits: WireLimits;
  readonly #settle: PromiseWithResolvers<WireResult>;
  readonly #result: WireResult = { fields: [], rows: [], tag: "" };
  #bytes = 0;
  #excess: EgressError | undefined;
  /** A second Sync would be answered too, and that answer taken for the next statement's. */
  #synced = false;

  constructor(text: string, values: readonly (string | null)[], limits: WireLimits) {
    if (values.length > mostParameters) throw new EgressError("validation", "too_many_values", `A statement takes ${mostParameters} values at most. Send fewer at a time.`);
    this.#text = text;
    this.#values = values;
    this.#limits = limits;
    this.#settle = Promise.withResolvers<WireResult>();
    this.done = this.#settle.promise;
  }

  submit(connection: Connection): void {
    const wire = wireOf(connection);
    wire.stream.cork();
    wire.parse({ name: "", text: this.#text, types: [] });
    wire.bind({ portal: "", statement: "", values: this.#values, valueMapper: (value) => value });
    wire.describe({ type: "P", name: "" });
    this.#more(wire);
    wire.stream.uncork();
  }

  #sync(connection: Connection): void {
    if (this.#synced) return;
    this.#synced = true;
    connection.sync();
  }

  #more(wire: Wire): void {
    wire.execute({ portal: "", rows: Math.min(rowsAtOnce, this.#limits.maxRows + 1) });
    wire.flush();
  }

  handleRowDescription(message: { fields: WireResult["fields"] }): void {
    this.#result.fields = message.fields;
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    if (this.#excess) return;
    for (const field of fields) this.#bytes += field === null ? 1 : field.length;
    if (this.#result.rows.length >= this.#limits.maxRows) {
      this.#excess = new EgressError("validation", "too_many_rows", `The statement gives more than ${this.#limits.maxRows.toLocaleString("en")} rows. Ask for fewer with limit, or read them with the source “Read rows”.`);
    } else if (this.#bytes > this.#limits.maxBytes) {
      this.#excess = new EgressError("validation", "result_too_large", `The rows are larger than ${Math.floor(this.#limits.maxBytes / 1024 / 1024)} MB. Ask for fewer rows or columns at a time, or read them with the source “Read rows”.`);
    } else this.#result.rows.push(fields);
    if (this.#excess) this.#result.rows = [];
  }

  handlePortalSuspended(connection: Connection): void {
    if (this.#excess) this.#sync(connection);
    else this.#more(wireOf(connection));
  }

  handleCommandComplete({ text }: { text: string }, connection: Connection): void {
    this.#result.tag = text;
    this.#sync(connection);
  }

  handleEmptyQuery(connection: Connection): void {
    this.#sync(connection);
  }

  handleCopyInResponse(connection: Connection): void {
    this.#excess = copyRefused();
    wireOf(connection).sendCopyFail("nothing is sent here");
  }

  handleCopyData(): void {
    this.#excess ??= copyRefused();
  }

  handleError(error: Error, connection: Connection | null): void {
    if (connection) this.#sync(connection);
    this.#settle.reject(this.#excess ?? error);
  }

  handleReadyForQuery(): void {
    if (this.#excess) this.#settle.reject(this.#excess);
    else this.#settle.resolve(this.#result);
  }
}

function copyRefused(): EgressError {
  return new EgressError("validation", "copy_not_here", "A query cannot COPY from or to this side. Use “Load rows” to write and “Read rows” to read many rows.");
}
