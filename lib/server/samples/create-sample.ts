import { databaseOn } from "#db/client.ts";
import { findRun, stepRunsOf } from "#db/queries/runs.ts";
import { countSamples, insertSample } from "#db/queries/samples.ts";
import { present } from "#lib/assert.ts";
import type { Sample } from "#lib/contracts/samples.schema.ts";
import { AppError } from "#lib/errors.ts";
import type { FlowDocument, FlowNode } from "#lib/flow/document.schema.ts";
import { newId } from "#lib/ids.ts";
import type { Json } from "#lib/json.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { runtime } from "../runtime.ts";
import { runNotFound } from "../runs/run-answer.ts";
import { transaction } from "../transaction.ts";
import { demandStep, findDraft } from "./find-draft.ts";
import { generateSample } from "./generate-sample.ts";
import { keepPayload } from "./keep-payload.ts";
import { outputFingerprint } from "./output-fingerprint.ts";
import { sampleAnswer, samplesPerStep } from "./sample-answer.ts";

type From = { kind: "pasted"; value: Json } | { kind: "run"; run: string } | { kind: "generated" };

/** What a step put out in a run; the trigger's is what the run began with. */
async function fromRun(context: WorkspaceContext, flow: string, node: string, id: string): Promise<Json> {
  demand(context, "runs:payload");
  const workspaceId = context.workspace.id;
  const found = await findRun(database(), workspaceId, id);
  if (!found || found.run.flowId !== flow) throw runNotFound();
  const step = (await stepRunsOf(database(), found.run)).find((candidate) => candidate.nodeId === node);
  const value = step?.output ? (await readPayloads(runtime().pool, found.run, [step.output])).get(step.output) : undefined;
  if (value === undefined) throw new AppError("precondition", "The step has no output in that run. Choose a run in which it succeeded.");
  return value;
}

async function valueFrom(context: WorkspaceContext, flow: string, draft: FlowDocument, node: FlowNode, from: From): Promise<Json> {
  switch (from.kind) {
    case "pasted":
      return from.value;
    case "run":
      return await fromRun(context, flow, node.id, from.run);
    case "generated":
      return generateSample(draft, node);
  }
}

const words = { pasted: "Pasted", run: "From a run", generated: "Generated" } as const;

/** Keeps a sample of a step. @throws AppError precondition when the step has as many as it may have. */
export async function createSample(context: WorkspaceContext, input: { flow: string; node: string; name?: string | undefined; from: From }): Promise<Sample> {
  demand(context, "flows:write");
  const workspaceId = context.workspace.id;
  const { flow, draft } = await findDraft(context, input.flow);
  const node = demandStep(draft, input.node);
  const value = await valueFrom(context, flow.id, draft, node, input.from);
  const payload = packPayload(value);
  const fingerprint = outputFingerprint(draft, node.id);
  const row = await transaction(async (client) => {
    const db = databaseOn(client);
    const before = await countSamples(db, workspaceId, flow.id, node.id);
    if (before >= samplesPerStep) throw new AppError("precondition", `“${node.name}” has ${samplesPerStep} samples. Delete one first.`);
    await keepPayload(client, workspaceId, payload);
    const made = await insertSample(db, {
      workspaceId, id: newId("sample"), flowId: flow.id, nodeId: node.id, name: input.name ?? `${words[input.from.kind]} ${before + 1}`,
      payload: payload.hash, size: payload.size, origin: input.from.kind, fingerprint, runId: input.from.kind === "run" ? input.from.run : null, createdBy: actorName(context.actor),
    });
    await audit(db, context, "sample.create", made?.id, { flow: flow.id, origin: input.from.kind });
    return present(made, "the sample");
  });
  return sampleAnswer(row, draft);
}
