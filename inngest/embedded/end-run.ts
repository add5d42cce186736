import type { PoolClient } from "pg";
import { canonicalJson, type Json } from "#lib/json.ts";
import type { EngineError } from "./answer.ts";
import type { Engine } from "./engine.ts";
import type { EngineEvent } from "./event-text.ts";
import { startByEvents } from "./start-by-events.ts";
import { failRun, type FailureStatus } from "./store/fail-run.ts";
import type { TakenJob } from "./store/take-job.ts";

/** How a run ended; `output` and `error` are what the function returned or threw. */
export type RunEnd = { runId: string; functionId: string } & (
  | { status: "completed"; output: Json }
  | { status: FailureStatus; error: EngineError }
);

/**
 * Lets the owner settle its own tables in the transaction that ends the run. Called again when that transaction is
 * rolled back and repeated, so it only writes through `client`.
 */
export type OnRunEnd = (client: PoolClient, end: RunEnd) => Promise<void>;

/** Inngest's `function.failed` and `function.finished`; the first starts the function's `onFailure`. */
function failureEvents(runId: string, run: TakenJob, error: EngineError): EngineEvent[] {
  const event: Json = JSON.parse(run.event);
  const data = { _inngest: { status: "Failed" }, error: { error: error.name, ...error }, event, events: [event], function_id: run.functionId, run_id: runId };
  const ts = Date.now();
  return [
    { name: "inngest/function.failed", id: `${runId}.failed`, data, ts },
    { name: "inngest/function.finished", id: `${runId}.finished`, data, ts },
  ];
}

export function finishedEvent(runId: string, run: TakenJob, output: Json): EngineEvent {
  const event: Json = JSON.parse(run.event);
  const data = { _inngest: { status: "Completed" }, result: output, event, events: [event], function_id: run.functionId, run_id: runId };
  return { name: "inngest/function.finished", id: `${runId}.finished`, data, ts: Date.now() };
}

/** Fails a run whose job this transaction has taken: row, event, `onFailure`, and the owner's hook. */
export async function endFailed(
  client: PoolClient,
  engine: Engine,
  taken: TakenJob,
  end: Extract<RunEnd, { error: EngineError }>,
  onRunEnd: OnRunEnd | undefined,
): Promise<void> {
  await failRun(client, end.runId, end.status, canonicalJson(end.error));
  await startByEvents(client, engine.functions.values(), failureEvents(end.runId, taken, end.error), taken.groupId);
  await onRunEnd?.(client, end);
}
