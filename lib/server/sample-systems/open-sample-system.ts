import { SampleStore } from "#lib/samples/sample-store.ts";
import type { SampleSystem } from "#lib/samples/sample-system.ts";
import { sampleSystems } from "#lib/samples/sample-systems.ts";
import type { WorkspaceContext } from "../context.ts";
import { notFound } from "../not-found.ts";
import { runtime } from "../runtime.ts";
import { samplesUrl } from "./sample-base.ts";

/** A sample system with the workspace's data. @throws AppError not_found when there is none of that name, or they are off. */
export function openSampleSystem(context: WorkspaceContext, id: string): { system: SampleSystem; store: SampleStore } {
  const system = samplesUrl() === null ? undefined : sampleSystems.find((candidate) => candidate.id === id);
  if (!system) throw notFound();
  return { system, store: new SampleStore(runtime().pool, context.workspace.id, system) };
}
