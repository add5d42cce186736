import { redrivesOf } from "#db/queries/redrives.ts";
import type { Redrive } from "#lib/contracts/failures.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { redriveAnswers } from "./redrive-answer.ts";

const most = 50;

export async function listRedrives(context: WorkspaceContext): Promise<{ redrives: Redrive[] }> {
  demand(context, "runs:read");
  return { redrives: await redriveAnswers(context.workspace.id, await redrivesOf(database(), context.workspace.id, most)) };
}
