import type { ClientBase } from "pg";
import { signalRun } from "../runs/run-signals.ts";

const statement = `
update runs r set fence = r.fence + 1, status = case r.status when 'running' then 'queued' else r.status end
from (select distinct * from unnest($1::text[], $2::text[]) as i (workspace_id, id)) i
where r.workspace_id = i.workspace_id and r.id = i.id and r.status in ('queued', 'running', 'waiting')`;

/** Runs whose holder is gone, or gave them up: nobody runs them, and a holder that lives after all writes nothing more. */
export async function releaseRuns(client: Pick<ClientBase, "query">, runs: readonly { workspaceId: string; runId: string }[]): Promise<void> {
  await client.query({ name: "release-runs", text: statement, values: [runs.map((run) => run.workspaceId), runs.map((run) => run.runId)] });
  for (const { workspaceId, runId } of runs) signalRun(workspaceId, runId);
}
