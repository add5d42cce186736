import { careOf } from "#db/queries/data-care.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { readDataCare as contract } from "#lib/contracts/data-care.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";

export async function readDataCare(context: WorkspaceContext): Promise<AnswerOf<typeof contract>> {
  demand(context, "workspace:read");
  const { rules, viewersSeeValues, keepEventsDays } = await careOf(database(), context.workspace.id, []);
  return { rules, viewersSeeValues, keepEventsDays };
}
