import type { ClientBase } from "pg";
import { runtime } from "../runtime.ts";

const statement = `
update runs p set signals = p.signals + 1
from runs c
where c.workspace_id = $1 and c.id = $2 and c.parent_run_id is not null
  and p.workspace_id = c.workspace_id and p.id = c.parent_run_id and p.status in ('queued', 'running', 'waiting')
returning p.id as "runId", p.part`;

/** Tells the run that called this one that it ended (SEMANTICS step-10). */
export async function wakeParent(client: Pick<ClientBase, "query">, workspaceId: string, runId: string): Promise<void> {
  const woken = await client.query<{ runId: string; part: number }>({ name: "wake-parent", text: statement, values: [workspaceId, runId] });
  if (woken.rows.length === 0) return;
  const { driver } = runtime();
  await driver.wakeRuns(client, workspaceId, woken.rows);
  driver.wake();
}
