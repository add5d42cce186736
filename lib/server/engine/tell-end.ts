import { admitNext } from "../runs/admit-runs.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { wakeParent } from "./wake-parent.ts";

interface Awaiting {
  isCalled: boolean;
  limitedFlow: string | null;
}

/** A run has ended: the run that called it goes on, and its place under a limit is free. */
export async function tellEnd(workspaceId: string, runId: string): Promise<void> {
  const found = await runtime().pool.query<Awaiting>({
    name: "who-awaits",
    text: `select parent_run_id is not null as "isCalled", case when limit_key is not null then flow_id end as "limitedFlow" from runs where workspace_id = $1 and id = $2`,
    values: [workspaceId, runId],
  });
  const awaiting = found.rows[0];
  if (awaiting?.isCalled === true) await transaction((client) => wakeParent(client, workspaceId, runId));
  const limited = awaiting?.limitedFlow ?? null;
  if (limited !== null) await admitNext(workspaceId, limited).catch((err: unknown) => runtime().log.warn({ err, runId }, "admission.delayed"));
}
