import { endCancelled } from "../runs/cancel-run.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";

/** Ends the run that reads a source which another run takes over (setting `overlap`: cancel). */
export async function takeOverSource(workspaceId: string, runId: string): Promise<void> {
  await transaction((client) => endCancelled(client, workspaceId, runId, "A later run took over what it was reading."));
  runtime().driver.wake();
}
