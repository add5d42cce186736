import { findVersion } from "#db/queries/flows.ts";
import { countSamples, findCapture, putCapture } from "#db/queries/samples.ts";
import { present } from "#lib/assert.ts";
import { nodeTypes } from "#lib/connectors/registry.ts";
import type { Capture } from "#lib/contracts/samples.schema.ts";
import { AppError } from "#lib/errors.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { storedDocument } from "../flows/flow-answer.ts";
import { captureAnswer } from "./capture-answer.ts";
import { findDraft } from "./find-draft.ts";
import { outputFingerprint } from "./output-fingerprint.ts";
import { samplesPerStep } from "./sample-answer.ts";

/** Triggers that start at the flow's URL. */
const hooks: ReadonlySet<string> = new Set(["core/webhook", "core/form"]);

/** Keeps what comes next at the flow's URL, or is sent from its form, as samples; a capture under way begins anew. */
export async function startCapture(context: WorkspaceContext, input: { flow: string; count: number; forSeconds: number }): Promise<Capture> {
  demand(context, "flows:write");
  const db = database();
  const workspaceId = context.workspace.id;
  const { flow, draft } = await findDraft(context, input.flow);
  const trigger = draft.nodes.find((node) => nodeTypes.get(node.type)?.kind === "trigger");
  if (!trigger || !hooks.has(trigger.type)) throw new AppError("precondition", "Only a flow that starts by webhook or form captures. Paste a sample, or take one from a run.");
  const live = flow.liveVersion === null ? draft : storedDocument((await findVersion(db, workspaceId, flow.id, flow.liveVersion))?.document);
  if (!live.nodes.some(({ type }) => type === trigger.type)) throw new AppError("precondition", "What is live starts in another way than the draft. Publish the draft first.");
  const room = samplesPerStep - (await countSamples(db, workspaceId, flow.id, trigger.id));
  if (room < input.count) throw new AppError("precondition", room <= 0 ? `“${trigger.name}” has ${samplesPerStep} samples. Delete some first.` : `“${trigger.name}” has room for ${room} more. Capture fewer, or delete some first.`);
  await db.transaction(async (tx) => {
    await putCapture(tx, { workspaceId, flowId: flow.id, nodeId: trigger.id, wanted: input.count, fingerprint: outputFingerprint(live, trigger.id), createdBy: actorName(context.actor) }, input.forSeconds);
    await audit(tx, context, "capture.start", flow.id, { count: input.count });
  });
  return captureAnswer(flow, present(await findCapture(db, workspaceId, flow.id), "the capture"));
}
