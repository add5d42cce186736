import { databaseOn } from "#db/client.ts";
import { putMock as putRow, samplesById } from "#db/queries/samples.ts";
import type { NewMock } from "#lib/contracts/samples.schema.ts";
import type { Json } from "#lib/json.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { transaction } from "../transaction.ts";
import { demandStep, findDraft } from "./find-draft.ts";
import { keepPayload } from "./keep-payload.ts";
import { sampleNotFound } from "./sample-answer.ts";

/** Lets something stand in for a step in every test-run of the flow, whoever starts it. */
export async function putMock(context: WorkspaceContext, input: { flow: string; node: string; mock: NewMock }): Promise<null> {
  demand(context, "flows:write");
  const workspaceId = context.workspace.id;
  const { flow, draft } = await findDraft(context, input.flow);
  const { mock } = input;
  const row = { workspaceId, flowId: flow.id, nodeId: demandStep(draft, input.node).id, updatedBy: actorName(context.actor) };
  await transaction(async (client) => {
    const db = databaseOn(client);
    if ("value" in mock) {
      const payload = packPayload(mock.value as Json);
      await keepPayload(client, workspaceId, payload);
      await putRow(db, { ...row, kind: "value", payload: payload.hash });
    } else if ("sample" in mock) {
      const [sample] = await samplesById(db, workspaceId, flow.id, [mock.sample]);
      if (!sample) throw sampleNotFound();
      await putRow(db, { ...row, kind: "sample", sampleId: sample.id });
    } else {
      await putRow(db, { ...row, kind: "error", error: mock.error });
    }
    await audit(db, context, "mock.put", flow.id, { node: row.nodeId });
  });
  return null;
}
