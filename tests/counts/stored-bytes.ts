import type { Pool } from "pg";

const tables = ["events", "deliveries", "runs", "step_runs", "attempts", "effects", "waits", "payloads", "engine.runs", "engine.jobs", "engine.steps"];

/** Bytes of all rows that runs leave behind, without indexes and page overhead. */
export async function storedBytes(pool: Pool): Promise<number> {
  const sum = tables.map((table) => `(select coalesce(sum(pg_column_size(t.*)), 0) from ${table} t)`).join(" + ");
  const { rows } = await pool.query<{ bytes: string }>(`select ${sum} as bytes`);
  return Number(rows[0]?.bytes ?? 0);
}
