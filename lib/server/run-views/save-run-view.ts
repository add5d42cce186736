import { insertRunView, runViewsOf } from "#db/queries/redrives.ts";
import { present } from "#lib/assert.ts";
import type { RunView } from "#lib/contracts/failures.schema.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { runViewAnswer } from "./list-run-views.ts";

const most = 50;

export async function saveRunView(context: WorkspaceContext, input: { name: string; query: string }): Promise<RunView> {
  demand(context, "runs:start");
  return await database().transaction(async (tx) => {
    if ((await runViewsOf(tx, context.workspace.id)).length >= most) throw new AppError("precondition", `A workspace keeps ${most} views. Delete one that nobody uses.`);
    const row = present(await insertRunView(tx, { workspaceId: context.workspace.id, id: newId("runView"), name: input.name, query: input.query, createdBy: actorName(context.actor) }), "the stored view");
    await audit(tx, context, "run-view.save", row.id, { name: row.name });
    return runViewAnswer(row);
  });
}
