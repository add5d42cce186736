import type { SampleBehaviour } from "#lib/contracts/sample-systems.schema.ts";
import { audit } from "../audit.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { openSampleSystem } from "./open-sample-system.ts";

export async function setSampleBehaviour(context: WorkspaceContext, input: { system: string; behaviour: SampleBehaviour }): Promise<{ behaviour: SampleBehaviour }> {
  demand(context, "samples:write");
  const { system, store } = openSampleSystem(context, input.system);
  await store.setBehaviour(input.behaviour);
  await audit(database(), context, "sample.behave", system.id, { behaviour: input.behaviour });
  return { behaviour: input.behaviour };
}
