import type { RunRequested } from "#inngest/events.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";

/** Lets another function run go on with a run; repeated, it does nothing more (SEMANTICS region-6). */
export async function handOverRun({ runId, workspaceId, pattern, part }: RunRequested): Promise<void> {
  const next = part + 1;
  const { driver } = runtime();
  await transaction(async (client) => {
    await client.query({ name: "hand-over-run", text: "update runs set part = greatest(part, $3) where workspace_id = $1 and id = $2", values: [workspaceId, runId, next] });
    await driver.enqueue(client, [{ runId, workspaceId, pattern, part: next }]);
  });
  driver.wake();
}
