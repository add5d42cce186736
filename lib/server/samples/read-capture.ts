import { findCapture } from "#db/queries/samples.ts";
import type { Capture } from "#lib/contracts/samples.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { captureAnswer } from "./capture-answer.ts";
import { findDraft } from "./find-draft.ts";

export async function readCapture(context: WorkspaceContext, input: { flow: string }): Promise<{ capture: Capture | null }> {
  demand(context, "flows:read");
  const { flow } = await findDraft(context, input.flow);
  const row = await findCapture(database(), context.workspace.id, flow.id);
  return { capture: row ? captureAnswer(flow, row) : null };
}
