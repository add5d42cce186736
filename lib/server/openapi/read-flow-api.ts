import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { runtime } from "../runtime.ts";
import { type AnsweringFlow, buildFlowApi } from "./build-flow-api.ts";

const statement = `
select f.name, s.address, s.version, s.settings->'answer' as answer, v.message as note, c.kind, case when c.settings->>'in' = 'header' then c.settings->>'name' end as header
from subscriptions s join flows f on f.id = s.flow_id join flow_versions v on v.workspace_id = s.workspace_id and v.flow_id = s.flow_id and v.number = s.version
left join connections c on c.workspace_id = s.workspace_id and c.id = s.settings->'answer'->'auth'->>'connection'
where s.workspace_id = $1 and s.address is not null and s.settings ? 'answer' and f.deleted_at is null
order by s.address limit 500`;

export async function readFlowApi(context: WorkspaceContext): Promise<Record<string, unknown>> {
  demand(context, "flows:read");
  const { env, pool } = runtime();
  const found = await pool.query<AnsweringFlow>({ name: "flow-api", text: statement, values: [context.workspace.id] });
  return buildFlowApi({ workspace: context.workspace, publicUrl: env.publicUrl, flows: found.rows });
}
