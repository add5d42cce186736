import type { SampleRequest } from "#lib/contracts/sample-systems.schema.ts";
import { AppError } from "#lib/errors.ts";
import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { projectSamples } from "../projection/project-samples.ts";
import { openSampleSystem } from "./open-sample-system.ts";

export async function listSampleRequests(context: WorkspaceContext, input: { system: string; cursor?: string | undefined; limit: number }): Promise<{ requests: SampleRequest[]; next: string | null }> {
  demand(context, "samples:read");
  const { store } = openSampleSystem(context, input.system);
  if (input.cursor !== undefined && !/^\d{1,15}$/.test(input.cursor)) throw new AppError("invalid", "This cursor is not one that was given. Begin without it.");
  const found = await store.requests({ before: input.cursor === undefined ? undefined : Number(input.cursor), limit: input.limit + 1 });
  const project = await projectSamples(context, null);
  const requests = found.slice(0, input.limit).map((one) => ({ ...one, path: project.text(one.path), body: one.body === null ? null : project.text(one.body) }));
  return { requests, next: found.length > input.limit ? String(requests.at(-1)?.seq) : null };
}
