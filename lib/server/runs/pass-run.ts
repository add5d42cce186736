import { findRun } from "#db/queries/runs.ts";
import { databaseOn } from "#db/client.ts";
import { present } from "#lib/assert.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { AppError } from "#lib/errors.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { transaction } from "../transaction.ts";
import { admitNext } from "./admit-runs.ts";
import { oneRunAnswer, runNotFound } from "./run-answer.ts";

/**
 * Lets the next run of a failed run's key start (SEMANTICS event-2).
 * @throws AppError conflict when the run holds nothing up.
 */
export async function passRun(context: WorkspaceContext, input: { run: string }): Promise<Run> {
  demand(context, "runs:start");
  const workspaceId = context.workspace.id;
  const found = await findRun(database(), workspaceId, input.run);
  if (!found) throw runNotFound();
  const passed = await transaction(async (client) => {
    const changed = await client.query({
      name: "pass-run",
      text: "update runs set passed = true where workspace_id = $1 and id = $2 and status = 'failed' and limit_key is not null and not passed",
      values: [workspaceId, input.run],
    });
    if (changed.rowCount === 1) await audit(databaseOn(client), context, "run.pass", input.run);
    return changed.rowCount === 1;
  });
  if (!passed) throw new AppError("conflict", "This run holds nothing up.");
  await admitNext(workspaceId, found.run.flowId);
  return await oneRunAnswer(context, present(await findRun(database(), workspaceId, input.run), "the run that was passed"));
}
