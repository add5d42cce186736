import { runBars } from "#db/queries/run-pages.ts";
import type { RunFilterInput, RunStatus } from "#lib/contracts/runs.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { demandKeys } from "./demand-keys.ts";

const bars = 48;
/** Read at most: a bound on the work, whatever the filter. */
const most = 20_000;

export async function countRunsOverTime(context: WorkspaceContext, input: RunFilterInput): Promise<{ bars: { at: string; status: RunStatus; count: number }[]; spanMs: number; runs: number; more: boolean }> {
  demand(context, "runs:read");
  await demandKeys(context, input);
  const found = await runBars(database(), context.workspace.id, input, bars, most);
  return { bars: found.bars.map(({ at, status, count }) => ({ at: new Date(at).toISOString(), status, count })), spanMs: found.spanMs, runs: found.runs, more: found.runs >= most };
}
