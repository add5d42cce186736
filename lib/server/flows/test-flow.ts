import { findFlow } from "#db/queries/flows.ts";
import type { NewMock } from "#lib/contracts/samples.schema.ts";
import type { Json } from "#lib/json.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { testMocks } from "../samples/test-mocks.ts";
import { flowNotFound, storedDocument } from "./flow-answer.ts";
import { testDocument } from "./test-document.ts";
import type { TestScope } from "./test-part.ts";

interface Input extends TestScope {
  flow: string;
  input?: Json | undefined;
  /** Of the trigger, instead of `input`. */
  sample?: string | undefined;
  mocks?: { [node: string]: NewMock } | undefined;
  send?: string[] | undefined;
}

/** Runs a snapshot of the draft, or a part of it, with the mocks of its flow (`testDocument`). */
export async function testFlow(context: WorkspaceContext, input: Input): Promise<{ run: string }> {
  demand(context, "flows:write");
  const { workspace } = context;
  const flow = await findFlow(database(), workspace.id, input.flow);
  if (!flow) throw flowNotFound();
  return await testDocument(context, storedDocument(flow.draft), { ...input, mocks: Object.keys(input.mocks ?? {}) }, async () => await testMocks(workspace.id, flow.id, input.mocks ?? {}));
}
