import type { RunError } from "#lib/flow/run-error.ts";
import type { Json } from "#lib/json.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { runtime } from "../runtime.ts";
import type { Outcome } from "./reply.ts";

interface Row {
  runId: string | null;
  status: "queued" | "running" | "waiting" | "succeeded" | "failed" | "cancelled" | null;
  error: RunError | null;
  response: string | null;
  bucket: number;
}

/** How a request stands that somebody waits for. */
export interface Standing {
  /** null while a limit or a pause holds it. */
  runId: string | null;
  state: "waiting" | "running" | "succeeded" | "failed" | "cancelled";
  /** null while there is nothing to say. */
  outcome: Outcome | null;
  /** It had an answer, and its flow keeps no data. */
  isGone: boolean;
}

const statement = `
select d.run_id as "runId", r.status, r.error, r.response, coalesce(r.bucket, 0) as bucket
from deliveries d left join runs r on r.workspace_id = d.workspace_id and r.id = d.run_id
where d.workspace_id = $1 and d.event_id = $2 and d.round = 0`;

function outcomeOf(row: Row, answer: Json | undefined): Outcome | null {
  if (answer !== undefined) return { kind: "answered", answer };
  switch (row.status) {
    case "succeeded":
      return { kind: "silent" };
    case "failed":
      return { kind: "failed", error: row.error ?? { class: "internal", code: "internal", message: "" } };
    case "cancelled":
      return { kind: "cancelled" };
    default:
      return null;
  }
}

/** By the event that the request was stored as; null when that is gone. */
export async function readAnswer(workspaceId: string, eventId: string): Promise<Standing | null> {
  const { pool } = runtime();
  const row = (await pool.query<Row>({ name: "read-answer", text: statement, values: [workspaceId, eventId] })).rows[0];
  if (!row) return null;
  const payloads = row.response === null ? null : await readPayloads(pool, { workspaceId, bucket: row.bucket }, [row.response]);
  const state = row.status === null || row.status === "queued" || row.status === "waiting" ? "waiting" : row.status;
  const answer = payloads?.get(row.response ?? "");
  const isGone = row.response !== null && answer === undefined;
  return { runId: row.runId, state, isGone, outcome: isGone ? null : outcomeOf(row, answer) };
}
