import { confirmedEffects } from "#db/queries/redrives.ts";
import { countRuns } from "#db/queries/run-pages.ts";
import type { RunFilterInput } from "#lib/contracts/runs.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { demandKeys } from "../runs/demand-keys.ts";
import { redriveFilter } from "./redrive-filter.ts";

const most = 10_000;

interface Preview {
  runs: number;
  flows: number;
  more: boolean;
  confirmed: number;
  /** null: too many match to be counted. */
  leftOut: number | null;
}

/** What a redrive of these runs would do, before it is done. */
export async function previewRedrive(context: WorkspaceContext, input: { filter: RunFilterInput; from: "failed" | "start" }): Promise<Preview> {
  demand(context, "runs:read");
  await demandKeys(context, input.filter);
  const db = database();
  const workspaceId = context.workspace.id;
  const filter = redriveFilter(input.filter, input.from);
  const [matching, wanted, confirmed] = await Promise.all([
    countRuns(db, workspaceId, input.filter, most + 1),
    countRuns(db, workspaceId, filter, most + 1),
    confirmedEffects(db, workspaceId, filter, most),
  ]);
  return { runs: Math.min(wanted.runs, most), flows: wanted.flows, more: wanted.runs > most, confirmed, leftOut: matching.runs > most ? null : matching.runs - wanted.runs };
}
