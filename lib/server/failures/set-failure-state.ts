import { lockAlerts, openFailureAlerts } from "#db/queries/alerts.ts";
import { failureGroups, setFailureState as writeState } from "#db/queries/failures.ts";
import type { FailureGroup } from "#lib/contracts/failures.schema.ts";
import { present } from "#lib/assert.ts";
import { AppError } from "#lib/errors.ts";
import { resolveAlert } from "../alerts/resolve-alert.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { failureAnswers } from "./failure-answer.ts";

export async function setFailureState(context: WorkspaceContext, input: { flow: string; fingerprint: string; state: FailureGroup["state"] }): Promise<FailureGroup> {
  demand(context, "runs:start");
  const { flow: flowId, fingerprint, state } = input;
  const workspaceId = context.workspace.id;
  const changed = await database().transaction(async (tx) => {
    const find = async () => (await failureGroups(tx, workspaceId, { flow: flowId, fingerprint, limit: 1 }))[0];
    if (!(await find())) throw new AppError("not_found", "There is no such group of failures in this workspace.");
    await writeState(tx, { workspaceId, flowId, fingerprint }, state === "open" ? null : { status: state, by: actorName(context.actor) });
    if (state === "resolved") {
      await lockAlerts(tx);
      for (const alert of await openFailureAlerts(tx, workspaceId, flowId, fingerprint)) await resolveAlert(tx, context, alert);
    }
    await audit(tx, context, `failure.${state}`, flowId, { fingerprint });
    const row = await find();
    if (!row) throw new AppError("not_found", "There is no such group of failures in this workspace.");
    return row;
  });
  return present((await failureAnswers(context, [changed]))[0], "the answer for one group");
}
