import { sql } from "drizzle-orm";
import type { Json } from "#lib/json.ts";
import type { Queryable } from "../client.ts";
import { connections } from "../schema/connections.ts";
import { flowVersions } from "../schema/flows.ts";
import { auditLog, type FlowChangeAction, isFlowChange } from "../schema/workspaces.ts";

export interface FlowChangeRow {
  id: string;
  at: string;
  actor: string;
  action: FlowChangeAction;
  target: string;
  details: { [key: string]: Json } | null;
  /** Of the version that was published, as it reads now. */
  message: string | null;
  connection: string | null;
}

/**
 * Newest first: changes of the flow, and of the connections that its version of that time names. One index walk a target.
 * `from` (included) and `before` (not included) are ids, as `idAt` makes them.
 */
export async function changesOfFlow(db: Queryable, workspaceId: string, flowId: string, range: { from: string; before: string | undefined }, limit: number): Promise<FlowChangeRow[]> {
  const found = await db.execute<FlowChangeRow & Record<string, unknown>>(sql`
    with published as materialized (
      select number, published_at, connections from ${flowVersions} where workspace_id = ${workspaceId} and flow_id = ${flowId}
    ), targets (target, is_flow) as (
      select ${flowId}::text, true union select distinct jsonb_array_elements_text(connections), false from published
    ), chosen as (
      select c.* from targets t cross join lateral (
        select a.id, a.at, a.actor, a.action, a.target, a.details from ${auditLog} a
        where a.workspace_id = ${workspaceId} and a.target = t.target and ${isFlowChange} and a.id >= ${range.from} ${range.before === undefined ? sql`` : sql`and a.id < ${range.before}`}
          and (t.is_flow or (select p.connections ? t.target from published p where p.published_at <= a.at order by p.number desc limit 1))
        order by a.id desc limit ${limit}
      ) c order by c.id desc limit ${limit}
    )
    select c.id, to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, c.actor, c.action, c.target, c.details, v.message, n.name as connection
    from chosen c
    left join ${flowVersions} v on c.action = 'flow.publish' and v.workspace_id = ${workspaceId} and v.flow_id = ${flowId} and v.number = (c.details->>'version')::int
    left join ${connections} n on n.workspace_id = ${workspaceId} and n.id = c.target
    order by c.id desc`);
  return found.rows;
}
