import type { PoolClient } from "pg";
import { databaseOn } from "#db/client.ts";
import { findFlow, findVersion } from "#db/queries/flows.ts";
import { present } from "#lib/assert.ts";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { AppError } from "#lib/errors.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import { newId } from "#lib/ids.ts";
import { clock } from "../clock.ts";
import { storedDocument } from "../flows/flow-answer.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { insertRun } from "../runs/insert-run.ts";
import { alertFlowInput } from "./alert-flow-input.ts";
import type { NoticeContent } from "./notice-content.ts";

/**
 * Starts the flow that a rule tells, in the transaction that marks the notice as sent: so exactly once.
 * @throws AppError that says what keeps it from starting.
 */
export async function startAlertFlow(client: PoolClient, workspaceId: string, flowId: string, content: NoticeContent): Promise<string> {
  const db = databaseOn(client);
  const flow = await findFlow(db, workspaceId, flowId);
  if (!flow) throw new AppError("not_found", "The flow that should be started was deleted. Choose another one in the rule.");
  if (flow.liveVersion === null) throw new AppError("precondition", "The flow that should be started is not published.");
  if (flow.pausedAt !== null) throw new AppError("precondition", "The flow that should be started is paused.");
  const document = storedDocument((await findVersion(db, workspaceId, flow.id, flow.liveVersion))?.document);
  const id = newId("run", clock.now());
  await insertRun(client, {
    workspaceId, id, flowId: flow.id, version: flow.liveVersion, snapshot: null, options: null, startedBy: "alert",
    pattern: present(patternOf(document, nodeTypes), "the pattern of a published flow"), origin: id, input: packPayload(alertFlowInput(document, content)), replayOf: null,
  });
  return id;
}
