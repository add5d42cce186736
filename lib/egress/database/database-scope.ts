import { EgressError } from "../egress-error.ts";
import type { Database, DatabaseResult, DatabaseValue } from "./database.ts";
import type { DatabaseConnection } from "./database-connection.ts";

/**
 * A connection, or a transaction on it, as its users see it: what is asked of it while something else is under way
 * queues up, so that a transaction holds only its own statements.
 */
export class DatabaseScope implements Database {
  readonly #connection: DatabaseConnection;
  /** Transactions around it. */
  readonly #depth: number;
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: DatabaseConnection, depth = 0) {
    this.#connection = connection;
    this.#depth = depth;
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  query(text: string, values?: readonly DatabaseValue[], options?: { maxRows?: number }): Promise<DatabaseResult> {
    return this.#inTurn(() => this.#connection.query(text, values, options));
  }

  parameterTypes(text: string): Promise<readonly number[]> {
    return this.#inTurn(() => this.#connection.parameterTypes(text));
  }

  copyFrom(text: string, chunks: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<number> {
    return this.#inTurn(() => this.#connection.copyFrom(text, chunks));
  }

  transaction<Result>(work: (inside: Database) => Promise<Result>, { readOnly = false }: { readOnly?: boolean } = {}): Promise<Result> {
    return this.#inTurn(async () => {
      let result: Result;
      try {
        await this.#begin(readOnly);
        result = await work(new DatabaseScope(this.#connection, this.#depth + 1));
      } catch (error) {
        await this.#rollback().catch(() => undefined);
        throw this.#depth === 0 ? undone(error) : error;
      }
      if (readOnly) await this.#rollback();
      else await this.#commit();
      return result;
    });
  }

  get #savepoint(): string | null {
    return this.#depth === 0 ? null : `millrace_${this.#depth}`;
  }

  async #begin(readOnly: boolean): Promise<void> {
    if (this.#savepoint) await this.#connection.statement(`savepoint ${this.#savepoint}`);
    else await this.#connection.statement(readOnly ? "begin read only" : "begin");
    if (readOnly && this.#savepoint) await this.#connection.statement("set transaction read only");
  }

  async #commit(): Promise<void> {
    if (this.#savepoint) return void (await this.#connection.statement(`release savepoint ${this.#savepoint}`));
    // A failed statement inside, even one whose error was caught, turns the commit into its opposite.
    if ((await this.#connection.statement("commit")) === "COMMIT") return;
    throw new EgressError("validation", "rolled_back", "The database undid the transaction, because a statement in it had failed.");
  }

  async #rollback(): Promise<void> {
    await this.#connection.statement(this.#savepoint ? `rollback to savepoint ${this.#savepoint}` : "rollback");
    if (this.#savepoint) await this.#connection.statement(`release savepoint ${this.#savepoint}`);
  }

  end(): Promise<void> {
    return this.#connection.end();
  }
}

/** Without its commit a transaction did nothing, whatever became of the connection. */
function undone(error: unknown): unknown {
  if (!EgressError.is(error) || error.code !== "connection_cut") return error;
  return new EgressError("transient", "connection_lost", `${error.message} Nothing was written.`, { cause: error });
}
