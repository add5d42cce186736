import type { Pool } from "pg";

/** What the database alone knows; `tallies` by name and label. */
export interface Totals {
  tallies: ReadonlyMap<string, number>;
  /** Deliveries held back by a flow's limit or pause, counted up to `countedHeld`. */
  held: number;
  databaseBytes: number;
  connections: number;
  maxConnections: number;
}

export const countedHeld = 25_000;
const timeoutMs = 5_000;

const talliesText = "select name, label, sum(amount)::float8 as amount from tallies group by name, label";

/** The inner order keeps to the index of held deliveries, however many others there are. */
const stateText = `
select (select count(*) from (select from deliveries where status = 'held' order by workspace_id, flow_id, seq limit $1) held)::float8 as held,
  pg_database_size(current_database())::float8 as "databaseBytes",
  (select count(*) from pg_stat_activity where datname = current_database() and backend_type = 'client backend')::float8 as connections,
  current_setting('max_connections')::float8 as "maxConnections"`;

/** Two statements whose time does not grow with the number of runs; each has a bound, also on a silent connection. */
export async function readTotals(pool: Pool): Promise<Totals> {
  const bounded = { query_timeout: timeoutMs };
  const [counted, state] = await Promise.all([
    pool.query<{ name: string; label: string; amount: number }>({ name: "read-tallies", text: talliesText, ...bounded }),
    pool.query<Omit<Totals, "tallies">>({ name: "read-instance-state", text: stateText, values: [countedHeld], ...bounded }),
  ]);
  const tallies = new Map(counted.rows.map(({ name, label, amount }) => [`${name} ${label}`.trim(), amount]));
  const row = state.rows[0];
  if (row === undefined) throw new Error("Invariant broken: the statement has one row");
  return { tallies, ...row };
}
