import { writeTags } from "#db/queries/run-pages.ts";
import { findRun } from "#db/queries/runs.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { oneRunAnswer, runNotFound } from "./run-answer.ts";

export async function setRunTags(context: WorkspaceContext, input: { run: string; tags: string[] }): Promise<Run> {
  demand(context, "runs:start");
  const workspaceId = context.workspace.id;
  const tags = [...new Set(input.tags)].toSorted();
  return await database().transaction(async (tx) => {
    if (!(await writeTags(tx, workspaceId, input.run, tags))) throw runNotFound();
    await audit(tx, context, "run.tags", input.run, { tags });
    const found = await findRun(tx, workspaceId, input.run);
    if (!found) throw runNotFound();
    return await oneRunAnswer(context, found);
  });
}
