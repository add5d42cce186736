import type { Pool, PoolClient } from "pg";
import type { Released } from "./store/lease.ts";
import { inTransaction, type Queryable } from "./store/statement.ts";

/**
 * Lets the owner say in its own tables, in the transaction that gives them up, that nobody holds these runs until they
 * are claimed again. As for `OnRunEnd`, it only writes through `client`.
 */
export type OnReleased = (client: PoolClient, runs: readonly Released[]) => Promise<void>;

/** Takes leases away, and tells their owner; returns how many. */
export async function release(pool: Pool, onReleased: OnReleased | undefined, take: (client: Queryable) => Promise<Released[]>): Promise<number> {
  if (onReleased === undefined) return (await take(pool)).length;
  return inTransaction(pool, async (client) => {
    const released = await take(client);
    if (released.length > 0) await onReleased(client, released);
    return released.length;
  });
}
