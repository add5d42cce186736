import { findFlow } from "#db/queries/flows.ts";
import { AppError } from "#lib/errors.ts";
import { compile } from "#lib/flow/compile.ts";
import { newId } from "#lib/ids.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { runtime } from "../runtime.ts";
import { insertRun } from "../runs/insert-run.ts";
import { triggerInput } from "../runs/trigger-input.ts";
import { transaction } from "../transaction.ts";
import { demandOwnConnections } from "./demand-own-connections.ts";
import { flowNotFound, storedDocument } from "./flow-answer.ts";
import { usableNodeTypes } from "./usable-node-types.ts";

interface TestInput {
  flow: string;
  input?: Json | undefined;
  upTo?: string | undefined;
  mocks?: JsonObject | undefined;
  send?: string[] | undefined;
}

/**
 * Runs a snapshot of the draft without writing anything outside (SEMANTICS test-1); only the steps in `send` really do.
 * @throws AppError precondition with the issues that keep the draft from running.
 */
export async function testFlow(context: WorkspaceContext, input: TestInput): Promise<{ run: string }> {
  demand(context, "flows:write");
  const workspaceId = context.workspace.id;
  const db = database();
  const flow = await findFlow(db, workspaceId, input.flow);
  if (!flow) throw flowNotFound();
  const document = storedDocument(flow.draft);
  const compiled = compile(document, usableNodeTypes());
  if (!compiled.ok) {
    const issues = compiled.problem;
    throw new AppError("precondition", `The draft cannot run yet: ${issues[0]?.message ?? ""}`, { details: issues });
  }
  const known = new Set(document.nodes.map((node) => node.id));
  const unknown = [input.upTo, ...(input.send ?? []), ...Object.keys(input.mocks ?? {})].find((node) => node !== undefined && !known.has(node));
  if (unknown !== undefined) throw new AppError("invalid", `There is no step ${unknown} in the draft.`);
  await demandOwnConnections(db, workspaceId, document);
  const options = { mocks: input.mocks ?? {}, send: input.send ?? [], ...(input.upTo === undefined ? {} : { upTo: input.upTo }) };
  const id = newId("run");
  await transaction(async (client) => {
    await insertRun(client, {
      workspaceId, id, flowId: flow.id, version: null, snapshot: packPayload(document as unknown as Json), options: packPayload(options), startedBy: actorName(context.actor),
      pattern: compiled.value.pattern, origin: id, input: packPayload(triggerInput(document, input.input)), replayOf: null,
    });
  });
  runtime().driver.wake();
  return { run: id };
}
