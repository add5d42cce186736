import { renameVersion } from "#db/queries/flows.ts";
import type { FlowVersion } from "#lib/contracts/flows.schema.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { versionAnswer, versionNotFound } from "./version-answer.ts";

/** The message alone can be written later; what a version runs never changes. */
export async function describeVersion(context: WorkspaceContext, input: { flow: string; version: number; message: string }): Promise<FlowVersion> {
  demand(context, "flows:write");
  return await database().transaction(async (tx) => {
    const row = await renameVersion(tx, context.workspace.id, input.flow, input.version, input.message);
    if (!row) throw versionNotFound();
    await audit(tx, context, "flow.describe-version", input.flow, { version: input.version });
    return versionAnswer(row);
  });
}
