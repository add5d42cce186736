import { insertRedrive } from "#db/queries/redrives.ts";
import { countRuns } from "#db/queries/run-pages.ts";
import { present } from "#lib/assert.ts";
import type { Redrive } from "#lib/contracts/failures.schema.ts";
import type { RunFilterInput } from "#lib/contracts/runs.schema.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { redriveAnswers } from "./redrive-answer.ts";
import { redriveFilter } from "./redrive-filter.ts";

/** Counting ends here; a redrive itself has no bound. */
const most = 1_000_000;

/** The runs there are now and that match are done again by the workers (`advanceRedrives`), oldest first. */
export async function startRedrive(context: WorkspaceContext, input: { filter: RunFilterInput; from: "failed" | "start"; version: "same" | "latest"; rate: number }): Promise<Redrive> {
  demand(context, "runs:start");
  const workspaceId = context.workspace.id;
  const { from, version, rate } = input;
  const filter = redriveFilter(input.filter, from);
  const row = await database().transaction(async (tx) => {
    const { runs: total, newest } = await countRuns(tx, workspaceId, filter, most);
    if (newest === null) throw new AppError("precondition", from === "failed" ? "No failed run that matches is left to be done again." : "No run that matches is left to be done again.");
    const made = present(await insertRedrive(tx, { workspaceId, id: newId("redrive"), status: "running", filter, from, version, rate, upTo: newest, total, startedBy: actorName(context.actor) }), "the stored redrive");
    await audit(tx, context, "redrive.start", made.id, { total, from, version, rate });
    return made;
  });
  return present((await redriveAnswers(workspaceId, [row]))[0], "the redrive");
}
