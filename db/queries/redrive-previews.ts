import { type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../client.ts";
import { flows, flowVersions } from "../schema/flows.ts";
import { effects, runs } from "../schema/runs.ts";
import { type RunFilter, runsThat } from "./run-pages.ts";

export interface StepCount {
  flow: string;
  /** Its name in the newest version that ran; null: that is not known, or it is far down the list. */
  step: string | null;
  count: number;
}

/** Only so many are named: a name is read from a document. */
const mostNamed = 12;

function someRuns(workspaceId: string, filter: RunFilter, limit: number): SQL {
  return sql`select ${runs.id} as id, ${runs.flowId} as flow_id, ${runs.version} as version, ${runs.status} as status, ${runs.error} as error from ${runs} where ${runsThat(workspaceId, filter)} order by ${runs.id} desc limit ${limit}`;
}

/** The largest first, with names. `counted` has flow_id, node, version, count and what else is asked for. */
function named(workspaceId: string, counted: SQL): SQL {
  return sql`
    select c.*, coalesce(f.name, '') as flow, case when row_number() over (order by c.count desc) <= ${mostNamed} then (
      select n->>'name' from ${flowVersions} v cross join lateral jsonb_array_elements(v.document->'nodes') n
      where v.workspace_id = ${workspaceId} and v.flow_id = c.flow_id and v.number = c.version and n->>'id' = c.node limit 1
    ) end as step
    from (${counted}) c left join ${flows} f on f.workspace_id = ${workspaceId} and f.id = c.flow_id order by c.count desc`;
}

/** Where and how the newest `limit` runs that match failed. */
export async function failuresByStep(db: Queryable, workspaceId: string, filter: RunFilter, limit: number): Promise<(StepCount & { class: string | null })[]> {
  const found = await db.execute<{ flow: string; step: string | null; count: number; class: string | null }>(named(workspaceId, sql`
    select s.flow_id, s.error->>'node' as node, s.error->>'class' as class, max(s.version) as version, count(*)::int as count
    from (${someRuns(workspaceId, filter, limit)}) s where s.status = 'failed' group by 1, 2, 3`));
  return found.rows.map(({ flow, step, count, class: kind }) => ({ flow, step, count, class: kind }));
}

/** What the newest `limit` runs that match have sent, as far as it is confirmed or nobody knows. */
export async function effectsByStep(db: Queryable, workspaceId: string, filter: RunFilter, limit: number): Promise<(StepCount & { status: "confirmed" | "unknown" })[]> {
  const found = await db.execute<{ flow: string; step: string | null; count: number; status: "confirmed" | "unknown" }>(named(workspaceId, sql`
    select s.flow_id, e.node_id as node, e.status, max(s.version) as version, count(*)::int as count
    from (${someRuns(workspaceId, filter, limit)}) s join ${effects} e on e.workspace_id = ${workspaceId} and e.run_id = s.id
    where e.status in ('confirmed', 'unknown') group by 1, 2, 3`));
  return found.rows.map(({ flow, step, count, status }) => ({ flow, step, count, status }));
}
