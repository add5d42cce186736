import { databaseOn } from "#db/client.ts";
import { AppError } from "#lib/errors.ts";
import { audit } from "#lib/server/audit.ts";
import type { UserContext } from "#lib/server/context.ts";
import { releaseRuns } from "#lib/server/engine/release-runs.ts";
import { demandInstanceAdmin } from "#lib/server/instance/demand-instance-admin.ts";
import { runtime } from "#lib/server/runtime.ts";
import { transaction } from "#lib/server/transaction.ts";
import { keptQueue } from "./kept-queue.ts";

/**
 * Takes a job from its holder, as when a lease runs out: the run's fence rises with it, so whoever held it writes
 * nothing more and gives up within a second, and the next holder repeats what was under way.
 * @throws AppError conflict when the lease is over.
 */
export async function handBackJob(context: UserContext, lease: { job: string; key: string; fence: number }): Promise<null> {
  demandInstanceAdmin(context);
  await transaction(async (client) => {
    const released = await keptQueue().handBack(client, lease);
    if (released === null) throw new AppError("conflict", "This job is not held like that any more: it ended, or another worker has it. Look at the list again.");
    await releaseRuns(client, [released]);
    await audit(databaseOn(client), context, "job.hand-back", released.runId, { workspace: released.workspaceId });
  });
  runtime().driver.wake();
  return null;
}
