import { findRedrive, updateRedrive } from "#db/queries/redrives.ts";
import type { Redrive } from "#lib/contracts/failures.schema.ts";
import { AppError } from "#lib/errors.ts";
import { audit } from "../audit.ts";
import { clock } from "../clock.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { redriveAnswers, redriveNotFound } from "./redrive-answer.ts";

/** Runs that it has started go on; cancel those one by one. */
export async function changeRedrive(context: WorkspaceContext, input: { redrive: string; status?: "running" | "paused" | "stopped" | undefined; rate?: number | undefined }): Promise<Redrive> {
  demand(context, "runs:start");
  const workspaceId = context.workspace.id;
  const row = await database().transaction(async (tx) => {
    if (!(await findRedrive(tx, workspaceId, input.redrive))) throw redriveNotFound();
    const change = {
      ...(input.status === undefined ? {} : { status: input.status }),
      ...(input.rate === undefined ? {} : { rate: input.rate }),
      ...(input.status === "stopped" ? { finishedAt: clock.date() } : {}),
    };
    if (Object.keys(change).length === 0) throw new AppError("invalid", "Say what to change: its status or its rate.");
    const changed = await updateRedrive(tx, workspaceId, input.redrive, change, 0);
    if (!changed) throw new AppError("conflict", "This redrive is over. Start another one for what is left.");
    await audit(tx, context, "redrive.change", changed.id, { status: input.status ?? null, rate: input.rate ?? null });
    return changed;
  });
  const [answer] = await redriveAnswers(workspaceId, [row]);
  if (!answer) throw redriveNotFound();
  return answer;
}
