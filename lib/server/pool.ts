import type { Logger } from "pino";
import pg from "pg";

/** A process that was frozen in the middle of a transaction keeps its locks no longer than this: well below a lease. */
const idleInTransactionMs = 15_000;

/** This process's connections. A broken idle one is logged and replaced, never thrown. */
export function createPool(databaseUrl: string, log: Logger, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max, application_name: "millrace", connectionTimeoutMillis: 10_000, idleTimeoutMillis: 60_000, idle_in_transaction_session_timeout: idleInTransactionMs, keepAlive: true });
  pool.on("error", (err) => log.warn({ err }, "database.connection-lost"));
  // A connection cut between its checkout and its first use has no other listener, and would end the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}
