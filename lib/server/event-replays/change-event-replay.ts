import { findEventReplay, updateEventReplay } from "#db/queries/event-replays.ts";
import type { AnswerOf, InputOf } from "#lib/contracts/contract.ts";
import type { changeEventReplay as contract } from "#lib/contracts/events.schema.ts";
import { AppError } from "#lib/errors.ts";
import { audit } from "../audit.ts";
import { clock } from "../clock.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { replayAnswer, replayNotFound } from "./replay-answer.ts";

/** What it has delivered goes on. */
export async function changeEventReplay(context: WorkspaceContext, { replay, status, rate }: InputOf<typeof contract>): Promise<AnswerOf<typeof contract>> {
  demand(context, "runs:start");
  const workspaceId = context.workspace.id;
  return await database().transaction(async (tx) => {
    if (!(await findEventReplay(tx, workspaceId, replay))) throw replayNotFound();
    if (status === undefined && rate === undefined) throw new AppError("invalid", "Say what to change: its status or its rate.");
    const change = { ...(status === undefined ? {} : { status }), ...(rate === undefined ? {} : { rate }), ...(status === "stopped" ? { finishedAt: clock.date() } : {}) };
    const changed = await updateEventReplay(tx, workspaceId, replay, change, 0);
    if (!changed) throw new AppError("conflict", "This replay is over. Start another one.");
    await audit(tx, context, "event-replay.change", replay, { status: status ?? null, rate: rate ?? null });
    return replayAnswer(changed);
  });
}
