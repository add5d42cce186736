import type { ClientBase } from "pg";
import type { DeliveryRow } from "#db/queries/events.ts";
import type { EventDetail } from "#lib/contracts/events.schema.ts";
import type { Limits } from "./limits.ts";

type Held = NonNullable<EventDetail["deliveries"][number]["held"]>;

const statement = `
select s.status, (select f.paused_reason from flows f where f.id = s.flow_id) as reason, s.settings->'limits' as limits,
  (select r.id from runs r where r.workspace_id = $1 and r.flow_id = $2 and r.limit_key = $3 order by r.id desc limit 1) as "lastRun",
  (select r.status = 'failed' and not r.passed from runs r where r.workspace_id = $1 and r.flow_id = $2 and r.limit_key = $3 order by r.id desc limit 1) as "lastFailed",
  (select count(*)::int from runs r where r.workspace_id = $1 and r.flow_id = $2 and r.limit_key = $3 and r.finished_at is null) as open,
  (select min(d.created_at) from deliveries d where d.workspace_id = $1 and d.flow_id = $2 and d.status = 'held' and d.key = $3) as first,
  (select max(d.created_at) from deliveries d where d.workspace_id = $1 and d.flow_id = $2 and d.status = 'held' and d.key = $3) as newest,
  (select d.admitted_at from deliveries d where d.workspace_id = $1 and d.flow_id = $2 and d.key = $3 and d.admitted_at is not null
   order by d.admitted_at desc offset coalesce((s.settings->'limits'->'rate'->>'count')::int, 1) - 1 limit 1) as paced,
  clock_timestamp() as now
from subscriptions s where s.workspace_id = $1 and s.flow_id = $2`;

interface Row {
  status: "active" | "paused";
  /** Why it was paused, as whoever did it says. */
  reason: string | null;
  limits: Limits | null;
  lastRun: string | null;
  lastFailed: boolean | null;
  open: number;
  first: Date | null;
  newest: Date | null;
  paced: Date | null;
  now: Date;
}

function held(why: Held["why"], more: Partial<Held> = {}): Held {
  return { why, until: null, run: null, reason: null, ...more };
}

/** Why a delivery waits, and until when where time decides (SEMANTICS event-2). */
export async function whyHeld(client: Pick<ClientBase, "query">, workspaceId: string, { flowId, key, status }: DeliveryRow): Promise<Held | null> {
  if (status !== "held") return null;
  const row = (await client.query<Row>({ name: "why-held", text: statement, values: [workspaceId, flowId, key] })).rows[0];
  if (!row) return held("unpublished");
  if (row.status === "paused") return held("paused", { reason: row.reason === "" ? null : row.reason });
  const { most, blocks, rate, last, list } = row.limits ?? {};
  const after = (from: Date | null, ms: number): string | null => (from === null ? null : new Date(from.getTime() + ms).toISOString());
  if (last) {
    const ends = [after(row.newest, last.quietMs), last.latestMs === null ? null : after(row.first, last.latestMs)].filter((end) => end !== null);
    const [until] = ends.toSorted();
    if (until !== undefined && Date.parse(until) > row.now.getTime()) return held("burst", { until });
  }
  if (list) {
    const until = after(row.first, list.waitMs);
    if (until !== null && Date.parse(until) > row.now.getTime()) return held("list", { until });
  }
  if (blocks === true && row.lastFailed === true) return held("blocked", { run: row.lastRun });
  if (most !== undefined && row.open >= most) return held("limit", { run: row.lastRun });
  const paced = rate === undefined ? null : after(row.paced, rate.perMs);
  if (paced !== null && Date.parse(paced) > row.now.getTime()) return held("pace", { until: paced });
  return held("soon");
}
