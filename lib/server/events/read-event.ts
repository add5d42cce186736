import { deliveriesOf, findEvent, namesOfFlows } from "#db/queries/events.ts";
import { runsById } from "#db/queries/runs.ts";
import type { EventDetail } from "#lib/contracts/events.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { projectEvent } from "../projection/project-event.ts";
import { projectListed } from "../projection/project-runs.ts";
import { runtime } from "../runtime.ts";
import { deliveryAnswer, eventAnswer, eventNotFound, sourceAnswer } from "./event-answer.ts";
import { keysOfRuns } from "./keys-of-runs.ts";
import { whyFailed } from "./why-failed.ts";
import { whyHeld } from "./why-held.ts";

/** An event with what became of it, at every flow and in every round. */
export async function readEvent(context: WorkspaceContext, input: { event: string }): Promise<EventDetail> {
  demand(context, "events:read");
  const workspaceId = context.workspace.id;
  const row = await findEvent(database(), workspaceId, input.event);
  if (!row) throw eventNotFound();
  const rows = await deliveriesOf(database(), workspaceId, row.id);
  const { pool } = runtime();
  const value = (await readPayloads(pool, { workspaceId, bucket: row.bucket }, [row.payload])).get(row.payload);
  const from = sourceAnswer(row.source).flow;
  const flows = [...new Set([...rows.map(({ flowId }) => flowId), ...(from === null ? [] : [from])])];
  const shown = await projectEvent(context, flows, { value: value ?? null, size: row.size ?? 0, dedupeId: row.dedupeId, publisher: row.publisher });
  const runs = await runsById(database(), workspaceId, [...new Set(rows.flatMap(({ runId }) => runId ?? []))]);
  const project = await projectListed(context, runs);
  const runOf = new Map(runs.map((run) => [run.id, run]));
  const [held, failed] = await Promise.all([Promise.all(rows.map((delivery) => whyHeld(pool, workspaceId, delivery))), Promise.all(rows.map(({ runId }) => whyFailed(runOf.get(runId ?? ""), project)))]);
  return {
    ...eventAnswer(row),
    payload: value === undefined ? null : shown.payload, dedupeId: shown.dedupeId, hops: row.hops, publisher: row.publisher,
    deliveries: rows.map((delivery, index) => ({ ...deliveryAnswer(delivery), id: delivery.id, createdAt: delivery.createdAt.toISOString(), failure: failed[index] ?? null, held: held[index] ?? null })),
    keys: keysOfRuns(rows.flatMap(({ runId, taken }) => (taken === null ? (runOf.get(runId ?? "") ?? []) : [])), project),
    flows: await namesOfFlows(database(), workspaceId, flows),
  };
}
