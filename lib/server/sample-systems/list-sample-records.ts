import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { listSampleRecords as contract } from "#lib/contracts/sample-systems.schema.ts";
import { AppError } from "#lib/errors.ts";
import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { projectSamples } from "../projection/project-samples.ts";
import { notFound } from "../not-found.ts";
import { openSampleSystem } from "./open-sample-system.ts";

interface Input {
  system: string;
  collection: string;
  cursor?: string | undefined;
  limit: number;
}

/** `instant.id` of the last record of the page before. */
function readCursor(cursor: string | undefined): readonly [string, string] | undefined {
  if (cursor === undefined) return undefined;
  const [, at, id] = /^(\d{4}-\d\d-\d\dT[\d:.]{12}Z)\/(.+)$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(at))) throw new AppError("invalid", "This cursor is not one that was given. Begin without it.");
  return [at, id];
}

export async function listSampleRecords(context: WorkspaceContext, { system: id, collection, cursor, limit }: Input): Promise<AnswerOf<typeof contract>> {
  demand(context, "samples:read");
  const { system, store } = openSampleSystem(context, id);
  if (!system.collections.some((candidate) => candidate.id === collection)) throw notFound();
  await store.behaviour();
  const found = await store.newest(collection, { before: readCursor(cursor), limit: limit + 1 });
  const records = found.slice(0, limit);
  const last = records.at(-1);
  const project = await projectSamples(context, null);
  const shown = records.map(({ id: recordId, createdAt, updatedAt, ...fields }) => Object.assign(project.fields(fields), { id: recordId, createdAt, updatedAt }));
  return { records: shown, next: found.length > limit && last ? `${last.updatedAt}/${last.id}` : null };
}
