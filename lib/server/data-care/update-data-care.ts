import { careOf, writeCare } from "#db/queries/data-care.ts";
import type { AnswerOf, InputOf } from "#lib/contracts/contract.ts";
import type { updateDataCare as contract } from "#lib/contracts/data-care.schema.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { rulesInWords } from "./rules-in-words.ts";

export async function updateDataCare(context: WorkspaceContext, { rules, viewersSeeValues, keepEventsDays: wanted }: InputOf<typeof contract>): Promise<AnswerOf<typeof contract>> {
  demand(context, "data:manage");
  const workspaceId = context.workspace.id;
  return await database().transaction(async (tx) => {
    const before = await careOf(tx, workspaceId, []);
    const keepEventsDays = wanted ?? before.keepEventsDays;
    await writeCare(tx, workspaceId, { rules, viewersSeeValues, keepEventsDays });
    await audit(tx, context, "workspace.data-care", workspaceId, { before: rulesInWords(before.rules), after: rulesInWords(rules), viewersSeeValues, keepEventsDays });
    return { rules, viewersSeeValues, keepEventsDays };
  });
}
