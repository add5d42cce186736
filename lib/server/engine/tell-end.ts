import { admitNext } from "../runs/admit-runs.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { wakeParent } from "./wake-parent.ts";

/** A run has ended: the run that called it goes on, and its place under a limit is free. */
export async function tellEnd(workspaceId: string, runId: string): Promise<void> {
  const limited = await transaction(async (client) => {
    await wakeParent(client, workspaceId, runId);
    const found = await client.query<{ flow_id: string }>({ name: "limited-run", text: "select flow_id from runs where workspace_id = $1 and id = $2 and limit_key is not null", values: [workspaceId, runId] });
    return found.rows[0]?.flow_id;
  });
  if (limited !== undefined) await admitNext(workspaceId, limited).catch((err: unknown) => runtime().log.warn({ err, runId }, "admission.delayed"));
}
