import { pageOfRuns, type RunFilter } from "#db/queries/run-pages.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { demandKeys } from "./demand-keys.ts";
import { runAnswers } from "./run-answer.ts";

export async function listRuns(context: WorkspaceContext, input: RunFilter & { cursor?: string | undefined; limit: number }): Promise<{ runs: Run[]; next: string | null }> {
  demand(context, "runs:read");
  await demandKeys(context, input);
  const rows = await pageOfRuns(database(), context.workspace.id, input, input.cursor, input.limit + 1);
  const page = rows.slice(0, input.limit);
  return { runs: await runAnswers(context, page), next: rows.length > input.limit ? (page.at(-1)?.run.id ?? null) : null };
}
