import { findRedrive } from "#db/queries/redrives.ts";
import type { Redrive } from "#lib/contracts/failures.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { redriveAnswers, redriveNotFound } from "./redrive-answer.ts";

export async function readRedrive(context: WorkspaceContext, input: { redrive: string }): Promise<Redrive> {
  demand(context, "runs:read");
  const row = await findRedrive(database(), context.workspace.id, input.redrive);
  const [answer] = row ? await redriveAnswers(context.workspace.id, [row]) : [];
  if (!answer) throw redriveNotFound();
  return answer;
}
