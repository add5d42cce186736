import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { Schedule } from "#lib/flow/schedule/schedule.ts";
import { newId } from "#lib/ids.ts";
import { createFlow } from "#lib/server/flows/create-flow.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import type { WorkspaceContext } from "#lib/server/context.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Json } from "#lib/json.ts";
import { buildDocument, literal } from "./build-document.ts";
import { ownerContext } from "./start-engine.ts";

export async function newWorkspace(pool: Pool): Promise<WorkspaceContext> {
  const workspace = { id: newId("workspace"), slug: `w-${randomBytes(4).toString("hex")}`, name: "Test" };
  await pool.query("insert into workspaces (id, slug, name) values ($1, $2, $3)", [workspace.id, workspace.slug, workspace.name]);
  return ownerContext(workspace);
}

export function scheduled(schedule: Schedule, more: Record<string, Json> = {}) {
  const settings = Object.entries(more).map(([key, value]) => [key, literal(value)] as const);
  return buildDocument({ at: { type: "core/schedule", config: { schedule: literal(schedule), ...Object.fromEntries(settings) } } }, []);
}

export async function publishSchedule(context: WorkspaceContext, schedule: Schedule, more: Record<string, Json> = {}): Promise<Flow> {
  const flow = await createFlow(context, { name: "Scheduled", document: scheduled(schedule, more) });
  return await publishFlow(context, { flow: flow.id, baseRevision: flow.draftRevision, message: "" });
}

/** Many schedules of which each has exactly one occurrence due, as if they had been published long ago. */
export async function plantDue(pool: Pool, workspaceId: string, count: number, name = "due"): Promise<void> {
  await pool.query(
    `with f as (
      insert into flows (id, workspace_id, name, draft, hook_path, live_version, created_by, updated_by)
      select 'flow_' || $3 || n, $1, 'Due ' || n, '{}', 'hook-' || $3 || n, 1, 'test', 'test' from generate_series(1, $2) n returning id
    )
    insert into subscriptions (id, workspace_id, flow_id, version, node_id, kind, key, pattern, status, settings, next_at)
    select 'sub_' || id, $1, id, 1, 'n_at00', 'schedule', id, 'batch', 'active',
      '{"schedule":{"mode":"interval","every":1,"unit":"hours","zone":"UTC"},"missed":"latest","catchUpHours":24}', date_trunc('hour', now()) from f`,
    [workspaceId, count, name],
  );
}
