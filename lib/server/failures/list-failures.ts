import { failureGroups } from "#db/queries/failures.ts";
import type { FailureGroup } from "#lib/contracts/failures.schema.ts";
import { idAt } from "#lib/ids.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { failureAnswers } from "./failure-answer.ts";

const most = 100;

export async function listFailures(context: WorkspaceContext, input: { flow?: string | undefined; since?: string | undefined; state?: FailureGroup["state"] | undefined }): Promise<{ groups: FailureGroup[] }> {
  demand(context, "runs:read");
  const sinceId = input.since === undefined ? undefined : idAt("run", Date.parse(input.since));
  const groups = await failureAnswers(context, await failureGroups(database(), context.workspace.id, { flow: input.flow, sinceId, limit: most }));
  return { groups: input.state === undefined ? groups : groups.filter(({ state }) => state === input.state) };
}
