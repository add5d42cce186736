import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type { Pool, PoolClient } from "pg";

export type Database = NodePgDatabase;
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
/** Where a query may run: on its own, or inside a transaction. */
export type Queryable = Database | Transaction;

/** The handle over a connection that a transaction of plain statements is under way on. */
export function databaseOn(client: PoolClient): Database {
  return drizzle(client);
}

const databases = new WeakMap<Pool, Database>();

/** The Drizzle handle over a pool, made once a pool. */
export function databaseOf(pool: Pool): Database {
  let database = databases.get(pool);
  if (!database) {
    database = drizzle(pool);
    databases.set(pool, database);
  }
  return database;
}
