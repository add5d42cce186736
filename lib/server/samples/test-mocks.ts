import { mocksOf, samplesById } from "#db/queries/samples.ts";
import type { NewMock } from "#lib/contracts/samples.schema.ts";
import type { Json } from "#lib/json.ts";
import { database } from "../database.ts";
import type { Mock } from "../engine/test-options.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { runtime } from "../runtime.ts";
import { sampleNotFound } from "./sample-answer.ts";

/** The value of each sample. @throws AppError not_found for one that is not this flow's. */
export async function sampleValues(workspaceId: string, flow: string, ids: readonly string[]): Promise<Map<string, { node: string; value: Json }>> {
  const rows = await samplesById(database(), workspaceId, flow, ids);
  const stored = await readPayloads(runtime().pool, { workspaceId, bucket: 0 }, rows.map((row) => row.payload));
  const values = new Map(rows.flatMap((row) => {
    const value = stored.get(row.payload);
    return value === undefined ? [] : [[row.id, { node: row.nodeId, value }] as const];
  }));
  if (ids.some((id) => !values.has(id))) throw sampleNotFound();
  return values;
}

/** The mocks kept with a flow and, before them, those of one test-run, each with its value. */
export async function testMocks(workspaceId: string, flow: string, own: { readonly [node: string]: NewMock }): Promise<{ [node: string]: Mock }> {
  const kept = (await mocksOf(database(), workspaceId, flow)).filter((row) => !Object.hasOwn(own, row.nodeId));
  const ids = [...kept.flatMap((row) => row.sampleId ?? []), ...Object.values(own).flatMap((mock) => ("sample" in mock ? [mock.sample] : []))];
  const [samples, stored] = await Promise.all([sampleValues(workspaceId, flow, ids), readPayloads(runtime().pool, { workspaceId, bucket: 0 }, kept.flatMap((row) => row.payload ?? []))]);
  const mocks: { [node: string]: Mock } = {};
  for (const row of kept) {
    const value = row.sampleId === null ? stored.get(row.payload ?? "") : samples.get(row.sampleId)?.value;
    if (row.kind === "error" && row.error) mocks[row.nodeId] = { error: row.error };
    else if (value !== undefined) mocks[row.nodeId] = { value };
  }
  for (const [node, mock] of Object.entries(own)) {
    if ("sample" in mock) mocks[node] = { value: samples.get(mock.sample)?.value ?? null };
    else mocks[node] = "value" in mock ? { value: mock.value as Json } : { error: mock.error };
  }
  return mocks;
}
