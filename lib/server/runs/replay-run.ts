import { databaseOn } from "#db/client.ts";
import { present } from "#lib/assert.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import type { Json } from "#lib/json.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { readPayloads } from "../payloads/read-payloads.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { insertRun } from "./insert-run.ts";
import { planReplay } from "./plan-replay.ts";
import { runDocument } from "./run-document.ts";
import { triggerInput } from "./trigger-input.ts";

const takeOver = `
insert into step_runs (workspace_id, run_id, node_id, status, port, input, output, error, reused, simulated, logs, counts, started_at, finished_at)
select workspace_id, $3, node_id, status, port, input, output, error, true, simulated, logs, counts, started_at, finished_at
from step_runs where workspace_id = $1 and run_id = $2 and node_id = any($4::text[])`;

interface ReplayInput {
  run: string;
  from?: string | undefined;
  version: "same" | "latest";
  input?: Json | undefined;
  again: boolean;
}

/**
 * A new run of the same origin, so that confirmed effects are skipped; "again" or another input mints a new origin
 * (SEMANTICS step-4, step-9). Results of steps that are not run again are taken over as reused.
 */
export async function replayRun(context: WorkspaceContext, input: ReplayInput): Promise<{ run: string }> {
  demand(context, "runs:start");
  const workspaceId = context.workspace.id;
  const { pool, driver } = runtime();
  if (input.input !== undefined && input.from !== undefined) throw new AppError("invalid", "Another input runs from the start. Leave out the step, or the input.");
  const { run, plan, version, snapshot, reused } = await planReplay(workspaceId, input);
  const hashes = [run.input, snapshot, run.options].filter((hash) => hash !== null);
  const stored = await readPayloads(pool, workspaceId, hashes);
  const value = (hash: string | null): Json => present(hash === null ? undefined : stored.get(hash), "the payload of the replayed run");
  const payload = input.input === undefined ? value(run.input) : triggerInput(await runDocument(run), input.input);
  const isAnew = input.again || input.input !== undefined || run.kind === "test";
  const id = newId("run");
  await transaction(async (client) => {
    await insertRun(client, {
      workspaceId, id, flowId: run.flowId, version, startedBy: actorName(context.actor), pattern: plan.pattern, input: packPayload(payload), replayOf: run.id, limitKey: run.limitKey,
      snapshot: version === null ? packPayload(value(snapshot)) : null,
      options: run.kind === "test" && run.options !== null ? packPayload(value(run.options)) : null,
      origin: isAnew ? id : run.origin,
    });
    if (reused.length > 0) await client.query({ name: "take-over-steps", text: takeOver, values: [workspaceId, run.id, id, reused] });
    await audit(databaseOn(client), context, "run.replay", id, { of: run.id, from: input.from ?? null, again: isAnew });
  });
  driver.wake();
  return { run: id };
}
