import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import type pg from "pg";
import copyStreams from "pg-copy-streams";
import type { JsonObject } from "#lib/json.ts";
import { EgressError } from "../egress-error.ts";
import type { DatabaseResult, DatabaseValue } from "./database.ts";
import { readerOf } from "./decode-value.ts";
import { ParameterQuery } from "./parameter-query.ts";
import { firstOwnType } from "./type-numbers.ts";
import { demandStorable, writeParameter } from "./write-parameter.ts";
import { WireQuery, type WireResult } from "./wire-query.ts";

export interface SessionOptions {
  client: pg.Client;
  /** The server's part of a message. */
  host: string;
  /** For each statement. */
  timeoutMs: number;
  signal: AbortSignal;
  maxBytes: number;
  classify(error: unknown): EgressError;
  /** Ends what the server is doing and cuts the connection. */
  abandon(): void;
}

/** The server's own timeout comes first; this is for a server that is gone without a word. */
const graceMs = 3_000;

/** One connection, for one statement at a time; `DatabaseScope` sees to that. */
export class DatabaseConnection {
  readonly #options: SessionOptions;
  /** Rejects when the session is lost, so that no statement waits for an answer that cannot come. */
  readonly #lost = Promise.withResolvers<never>();
  readonly #types = new Map<string, readonly number[]>();
  /** Items of arrays whose type a user made. */
  readonly #ownArrays = new Map<number, number>();
  #failure: { error: unknown } | undefined;
  #isOver = false;
  #isAsked = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#lost.promise.catch(() => undefined);
    options.client.on("error", (error) => this.#lose(options.classify(error)));
    options.client.on("end", () => this.#lose(options.classify(new Error("Connection terminated"))));
    if (options.signal.aborted) this.#stop();
    options.signal.addEventListener("abort", this.#stop, { once: true });
  }

  readonly #stop = (): void => {
    if (this.#isOver) return;
    const { signal, host } = this.#options;
    // The server may have done what it was asked before it hears that it shall stop.
    this.#lose(this.#isAsked ? new EgressError("transient", "connection_cut", `A statement was stopped while ${host} worked on it.`, { cause: signal.reason }) : signal.reason);
    this.#options.abandon();
  };

  #lose(error: unknown): void {
    if (this.#isOver || this.#failure) return;
    this.#failure = { error };
    this.#lost.reject(error);
  }

  async #run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#failure) throw this.#failure.error;
    if (this.#isOver) throw new EgressError("internal", "session_over", "The database session has ended.");
    const { timeoutMs, host } = this.#options;
    const timer = setTimeout(() => {
      this.#lose(new EgressError("transient", "connection_cut", `${host} did not answer within ${timeoutMs / 1_000} s, so the connection was given up.`));
      this.#options.abandon();
    }, timeoutMs + graceMs);
    this.#isAsked = true;
    try {
      return await Promise.race([work(), this.#lost.promise]);
    } catch (error) {
      throw this.#reasonFor(error);
    } finally {
      this.#isAsked = false;
      clearTimeout(timer);
    }
  }

  /** A lost session fails a statement for its own reason: cancelled, cut, too late. */
  #reasonFor(error: unknown): unknown {
    return this.#failure ? this.#failure.error : this.#options.classify(error);
  }

  #send(text: string, values: readonly (string | null)[], maxRows: number): Promise<WireResult> {
    return this.#run(() => this.#options.client.query(new WireQuery(demandStorable(text), values, { maxRows, maxBytes: this.#options.maxBytes })).done);
  }

  async query(text: string, values: readonly DatabaseValue[] = [], options: { maxRows?: number } = {}): Promise<DatabaseResult> {
    const result = await this.#send(text, values.map(writeParameter), options.maxRows ?? 2_000_000_000);
    await this.#learnArrays(result);
    const columns = result.fields.map(({ name, dataTypeID }) => ({ name, read: readerOf(dataTypeID, this.#ownArrays) }));
    const rows = result.rows.map((texts) => {
      const row: JsonObject = {};
      for (const [index, { name, read }] of columns.entries()) {
        const value = texts[index];
        const given = value === null || value === undefined ? null : read(value);
        if (name === "__proto__") Object.defineProperty(row, name, { value: given, enumerable: true, configurable: true, writable: true });
        else row[name] = given;
      }
      return row;
    });
    // Rows fetched in portions are counted anew in each one's tag.
    const affected = result.fields.length > 0 ? undefined : /(\d+)$/.exec(result.tag)?.[1];
    return { rows, rowCount: affected === undefined ? rows.length : Number(affected), fields: result.fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })) };
  }

  /** Looks up types of a user's making that a result has, once each. */
  async #learnArrays({ fields }: WireResult): Promise<void> {
    const unknown = [...new Set(fields.map((field) => field.dataTypeID))].filter((type) => type >= firstOwnType && !this.#ownArrays.has(type));
    if (unknown.length === 0) return;
    const found = await this.#send("select oid, case when typcategory = 'A' then typelem else 25 end, typcategory = 'A' from pg_catalog.pg_type where oid = any($1::oid[])", [`{${unknown.join(",")}}`], unknown.length);
    for (const [type, item, isArray] of found.rows) this.#ownArrays.set(Number(type), isArray === "t" ? Number(item) : 0);
    for (const type of unknown) if (!this.#ownArrays.has(type)) this.#ownArrays.set(type, 0);
  }

  async parameterTypes(text: string): Promise<readonly number[]> {
    const known = this.#types.get(text);
    if (known) return known;
    const types = await this.#run(() => this.#options.client.query(new ParameterQuery(demandStorable(text))).done);
    this.#types.set(text, types);
    return types;
  }

  async copyFrom(text: string, chunks: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<number> {
    return await this.#run(async () => {
      const sink = this.#options.client.query(copyStreams.from(text));
      await pipeline(Readable.from(chunks, { objectMode: true }), sink);
      return sink.rowCount;
    });
  }

  async statement(text: string): Promise<string> {
    return (await this.#send(text, [], 1)).tag;
  }

  async end(): Promise<void> {
    if (this.#isOver) return;
    if (this.#failure) return this.drop();
    this.#leave();
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      this.#options.abandon();
      late.resolve();
    }, graceMs);
    await Promise.race([this.#options.client.end().catch(() => undefined), late.promise]);
    clearTimeout(timer);
  }

  /** Ends it without a farewell. */
  drop(): void {
    this.#leave();
    this.#options.abandon();
  }

  #leave(): void {
    this.#isOver = true;
    this.#options.signal.removeEventListener("abort", this.#stop);
  }
}

/**
 * Types whose text differs by a setting of the session are all brought to one form by these. The server gives a
 * statement up a little before whoever waits for it does: then it is known that nothing was done.
 */
export function sessionSettings(timeoutMs: number): string {
  const serverMs = Math.ceil(timeoutMs - Math.min(1_000, timeoutMs / 5));
  return `select ${[
    ["timezone", "UTC"], ["datestyle", "ISO, MDY"], ["intervalstyle", "iso_8601"], ["bytea_output", "hex"], ["extra_float_digits", "1"],
    ["standard_conforming_strings", "on"], ["statement_timeout", String(serverMs)], ["idle_in_transaction_session_timeout", "900000"],
  ].map(([name, value]) => `pg_catalog.set_config('${name}', '${value}', false)`).join(", ")}`;
}
