import type { PoolClient } from "pg";
import { runtime } from "./runtime.ts";

/** Serialization failures and deadlocks: the transaction did nothing and may be tried again (PostgreSQL, appendix A). */
const repeatable = new Set(["40001", "40P01"]);

function sqlState(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

/**
 * Runs work in one transaction on a client of its own. The work may run up to three times, so it must have no other
 * effect than its statements. A connection whose state is unknown is thrown away.
 */
export async function transaction<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    const client = await runtime().pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("begin");
      const result = await work(client);
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback").catch((cause: unknown) => {
        broken = cause instanceof Error ? cause : new Error("rollback failed");
      });
      if (tries < 3 && repeatable.has(sqlState(error))) continue;
      throw error;
    } finally {
      client.release(broken);
    }
  }
}
