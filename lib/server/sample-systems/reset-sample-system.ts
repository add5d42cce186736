import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { openSampleSystem } from "./open-sample-system.ts";

export async function resetSampleSystem(context: WorkspaceContext, input: { system: string }): Promise<null> {
  demand(context, "samples:write");
  const { system, store } = openSampleSystem(context, input.system);
  await store.reset();
  await audit(database(), context, "sample.reset", system.id);
  return null;
}
