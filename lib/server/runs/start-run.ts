import { findFlow, findVersion } from "#db/queries/flows.ts";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { AppError } from "#lib/errors.ts";
import { present } from "#lib/assert.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import { newId } from "#lib/ids.ts";
import type { Json } from "#lib/json.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowNotFound, storedDocument } from "../flows/flow-answer.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { insertRun } from "./insert-run.ts";
import { triggerInput } from "./trigger-input.ts";

/** Starts the live version by hand. @throws AppError precondition when nothing is published, or it is paused. */
export async function startRun(context: WorkspaceContext, input: { flow: string; input?: Json | undefined }): Promise<{ run: string }> {
  demand(context, "runs:start");
  const workspaceId = context.workspace.id;
  const flow = await findFlow(database(), workspaceId, input.flow);
  if (!flow) throw flowNotFound();
  if (flow.liveVersion === null) throw new AppError("precondition", "The flow is not published. Publish it, or test-run the draft.");
  if (flow.pausedAt !== null) throw new AppError("precondition", "The flow is paused. Resume it first.");
  const document = storedDocument((await findVersion(database(), workspaceId, flow.id, flow.liveVersion))?.document);
  const payload = packPayload(triggerInput(document, input.input));
  const id = newId("run");
  await transaction(async (client) => {
    await insertRun(client, {
      workspaceId, id, flowId: flow.id, version: flow.liveVersion, snapshot: null, options: null, startedBy: actorName(context.actor),
      pattern: present(patternOf(document, nodeTypes), "the pattern of a published flow"), origin: id, input: payload, replayOf: null,
    });
  });
  await audit(database(), context, "run.start", id, { flow: flow.id });
  runtime().driver.wake();
  return { run: id };
}
