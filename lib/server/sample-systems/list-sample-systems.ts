import type { SampleSystem } from "#lib/contracts/sample-systems.schema.ts";
import { sampleSystems } from "#lib/samples/sample-systems.ts";
import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { openSampleSystem } from "./open-sample-system.ts";
import { samplesUrl } from "./sample-base.ts";

export async function listSampleSystems(context: WorkspaceContext): Promise<{ isOn: boolean; systems: SampleSystem[] }> {
  demand(context, "samples:read");
  const url = samplesUrl();
  if (url === null) return { isOn: false, systems: [] };
  const systems = await Promise.all(sampleSystems.map(async ({ id, title, description, collections }): Promise<SampleSystem> => {
    const { store } = openSampleSystem(context, id);
    const behaviour = (await store.behaviour()) ?? "normal";
    const { records, requests } = await store.counts();
    return {
      id, title, description, url: `${url}/${id}`, behaviour, requests,
      collections: collections.map((collection) => ({ id: collection.id, title: collection.title, count: records[collection.id] ?? 0, columns: [...collection.columns] })),
    };
  }));
  return { isOn: true, systems };
}
