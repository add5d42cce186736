import type { Pool, PoolClient, QueryResult } from "pg";

export type Statement = { name: string; text: string; values: unknown[] };

/** A pool, a client, or whatever a caller's transaction is run on. */
export type Queryable = { query(config: Statement): Promise<QueryResult> };

const timeoutMs = 5000;

/**
 * Runs one named (prepared) statement with a bound on its time, also when the connection is a black hole:
 * pg then rejects, and its pool drops the connection.
 */
export async function runStatement<Row = Record<string, unknown>>(target: Queryable, statement: Statement): Promise<Row[]> {
  const bounded = { ...statement, query_timeout: timeoutMs };
  const result = await target.query(bounded);
  return result.rows;
}

/** Runs `work` in a transaction; any error rolls back and is thrown on. */
export async function inTransaction<Value>(pool: Pool, work: (client: PoolClient) => Promise<Value>): Promise<Value> {
  const client = await pool.connect();
  // Cut between two statements, a connection tells it by this event, which ends the process if nobody listens.
  client.on("error", ignore);
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const value = await work(client);
    await client.query("COMMIT");
    return value;
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A connection that failed mid-transaction is closed: that rolls back, whatever state it is in.
    client.off("error", ignore);
    client.release(broken);
  }
}

/** The next statement on the connection fails, and says why. */
function ignore(): void {}
