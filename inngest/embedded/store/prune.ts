import type { Pool } from "pg";
import { runStatement } from "./statement.ts";

const text = `
WITH ended AS (DELETE FROM engine.runs WHERE ended_at < clock_timestamp() - $1 * interval '1 millisecond'),
counts AS (DELETE FROM engine.tallies WHERE (SELECT count(*) FROM engine.tallies) > 20 RETURNING name, amount),
sums AS (INSERT INTO engine.tallies SELECT name, sum(amount) FROM counts GROUP BY name),
starts AS (DELETE FROM engine.starts WHERE at < clock_timestamp() - interval '24 hours')
DELETE FROM engine.workers w WHERE w.seen_at < clock_timestamp() - interval '1 hour' AND NOT EXISTS (SELECT 1 FROM engine.jobs j WHERE j.leased_by = w.id)`;

/** Removes failed runs past their retention, dedupe marks after 24 hours (Inngest's window) and rows of long dead workers; sums up what is counted. */
export async function prune(pool: Pool, keepFailedMs: number): Promise<void> {
  await runStatement(pool, { name: "engine-prune", text, values: [keepFailedMs] });
}
