import { effectsByStep, failuresByStep, type StepCount } from "#db/queries/redrive-previews.ts";
import { countRuns } from "#db/queries/run-pages.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { previewRedrive as contract } from "#lib/contracts/failures.schema.ts";
import type { RunFilterInput } from "#lib/contracts/runs.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { demandKeys } from "../runs/demand-keys.ts";
import { redriveFilter } from "./redrive-filter.ts";

const most = 10_000;

/** So many lines can be read. */
const mostSteps = 12;

function stepsOf({ flow, step, count }: StepCount) {
  return { flow, step, count };
}

/** What a redrive of these runs would do, before it is done. */
export async function previewRedrive(context: WorkspaceContext, input: { filter: RunFilterInput; from: "failed" | "start" }): Promise<AnswerOf<typeof contract>> {
  demand(context, "runs:read");
  await demandKeys(context, input.filter);
  const db = database();
  const workspaceId = context.workspace.id;
  const filter = redriveFilter(input.filter, input.from);
  const [matching, wanted, kinds, effects] = await Promise.all([
    countRuns(db, workspaceId, input.filter, most + 1),
    countRuns(db, workspaceId, filter, most + 1),
    failuresByStep(db, workspaceId, filter, most),
    effectsByStep(db, workspaceId, filter, most),
  ]);
  const confirmed = effects.filter(({ status }) => status === "confirmed");
  const unknown = effects.filter(({ status }) => status === "unknown");
  return {
    runs: Math.min(wanted.runs, most), flows: wanted.flows, more: wanted.runs > most, kinds: kinds.slice(0, mostSteps),
    confirmed: confirmed.reduce((sum, { count }) => sum + count, 0), confirmedBy: confirmed.slice(0, mostSteps).map(stepsOf), unknownBy: unknown.slice(0, mostSteps).map(stepsOf),
    leftOut: matching.runs > most ? null : matching.runs - wanted.runs,
  };
}
