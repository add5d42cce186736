import { insertEventReplay } from "#db/queries/event-replays.ts";
import { present } from "#lib/assert.ts";
import type { AnswerOf, InputOf } from "#lib/contracts/contract.ts";
import type { startEventReplay as contract } from "#lib/contracts/events.schema.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { replayAnswer } from "./replay-answer.ts";
import { replayRange } from "./replay-range.ts";

/** The events there are now and that match are delivered again by the workers, oldest first. */
export async function startEventReplay(context: WorkspaceContext, input: InputOf<typeof contract>): Promise<AnswerOf<typeof contract>> {
  demand(context, "runs:start");
  const workspaceId = context.workspace.id;
  return await database().transaction(async (tx) => {
    const { total, cursor, upTo } = await replayRange(tx, workspaceId, input);
    if (total === 0) throw new AppError("precondition", "No event matches. Choose another name or a longer time.");
    const row = { workspaceId, id: newId("eventReplay"), status: "running" as const, name: input.name ?? null, flowId: input.flow ?? null, mode: input.mode, rate: input.rate, cursor, upTo, total, startedBy: actorName(context.actor) };
    const made = present(await insertEventReplay(tx, row), "the stored replay");
    await audit(tx, context, "event-replay.start", made.id, { total, name: row.name, flow: row.flowId, mode: row.mode, rate: row.rate });
    return replayAnswer(made);
  });
}
