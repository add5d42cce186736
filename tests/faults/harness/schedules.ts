import type { FiringRule } from "#lib/flow/schedule/schedule.ts";
import { scheduled } from "#tests/support/schedule-lab.ts";
import type { Lab } from "./lab.ts";

/** A flow with nothing but its schedule, which is due at no time until `dueFrom` says so. */
export async function publishIdle(lab: Lab, { schedule, missed, catchUpHours }: FiringRule): Promise<string> {
  const flow = await lab.publish("scheduled", scheduled(schedule, { missed, catchUpHours }));
  await lab.pool.query("update subscriptions set next_at = null where flow_id = $1", [flow.id]);
  return flow.id;
}

/** More flows like one; returns the ids of all of them. */
export async function copies(lab: Lab, flow: string, count: number): Promise<string[]> {
  const copy = async (table: string, change: string, of: string): Promise<void> => {
    // What the database makes of other columns cannot be given.
    const { rows } = await lab.pool.query<{ name: string }>("select quote_ident(attname) as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''", [table]);
    const names = rows.map(({ name }) => name);
    await lab.pool.query(
      `insert into ${table} (${names.join(", ")}) select ${names.map((name) => `r.${name}`).join(", ")}
       from ${table} t cross join generate_series(2, $2::int) n cross join lateral jsonb_populate_record(t, ${change}) r where t.${of} = $1`,
      [flow, count],
    );
  };
  await copy("flows", "jsonb_build_object('id', t.id || n, 'hook_path', t.hook_path || n)", "id");
  await copy("flow_versions", "jsonb_build_object('flow_id', t.flow_id || n)", "flow_id");
  await copy("subscriptions", "jsonb_build_object('id', t.id || n, 'flow_id', t.flow_id || n, 'key', t.key || n)", "flow_id");
  return [flow, ...Array.from({ length: count - 1 }, (_, index) => `${flow}${index + 2}`)];
}

/** As if nobody had looked since then; `at` is SQL, by the database's clock. */
export async function dueFrom(lab: Lab, flows: readonly string[], at: string): Promise<void> {
  await lab.pool.query(`update subscriptions set next_at = ${at} where flow_id = any($1)`, [flows]);
}

export interface Started {
  flow: string;
  /** Milliseconds since 1970. */
  at: number;
  through: number | null;
  status: "started" | "skipped" | "missed";
  /** When it was dealt with, by the database's clock. */
  dealt: number;
  run: string | null;
}

export async function occurrencesIn(lab: Lab): Promise<Started[]> {
  const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
  const { rows } = await lab.pool.query<Started>(
    `select o.flow_id as flow, ${ms("o.scheduled_at")} as at, ${ms("o.through")} as through, o.status, ${ms("o.created_at")} as dealt, r.status as run
     from schedule_occurrences o left join runs r on r.workspace_id = o.workspace_id and r.id = o.run_id order by o.scheduled_at`,
  );
  return rows;
}

/** Runs that schedules started beyond one an occurrence, and occurrences without theirs. */
export async function unpaired(lab: Lab): Promise<{ doubled: number; lost: number }> {
  const { rows } = await lab.pool.query<{ doubled: number; lost: number }>(
    `select (select count(*)::int from runs r where r.started_by = 'schedule' and not exists (select 1 from schedule_occurrences o where o.workspace_id = r.workspace_id and o.run_id = r.id)) as doubled,
       (select count(*)::int from schedule_occurrences o where o.status = 'started' and not exists (select 1 from runs r where r.workspace_id = o.workspace_id and r.id = o.run_id and r.status = 'succeeded')) as lost`,
  );
  return rows[0] ?? { doubled: Number.NaN, lost: Number.NaN };
}
