import { waitsOf } from "#db/queries/runs.ts";
import type { Wait } from "#lib/contracts/runs.schema.ts";
import { AppError } from "#lib/errors.ts";
import { present } from "#lib/assert.ts";
import { packPayload } from "../payloads/pack-payload.ts";
import { databaseOn } from "#db/client.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { waitAnswer } from "./read-run.ts";
import { signalRun } from "./run-signals.ts";

const offered = { approval: ["approved", "rejected"], effect: ["repeat", "done", "fail"], event: [] } as const;

const statement = `
with kept as (
  insert into payloads (workspace_id, hash, codec, size, body) values ($1, $4, $5, $6, $7) on conflict do nothing
), decided as (
  update waits set status = 'resolved', result = $4, resolved_at = clock_timestamp()
  where workspace_id = $1 and run_id = $2 and id = $3 and status = 'open' and (expires_at is null or expires_at > clock_timestamp())
  returning run_id
)
update runs r set signals = signals + 1 from decided where r.workspace_id = $1 and r.id = decided.run_id
returning r.id as "runId", r.part`;

function whoDecides(context: WorkspaceContext): string {
  return context.actor.kind === "user" ? context.actor.email : actorName(context.actor);
}

/**
 * Decides an approval, or what becomes of an effect whose outcome nobody knows (SEMANTICS step-5). The first decision
 * counts; @throws AppError conflict for a later one, invalid for one that is not offered.
 */
export async function decideWait(context: WorkspaceContext, input: { run: string; wait: string; decision: "approved" | "rejected" | "repeat" | "done" | "fail"; comment: string }): Promise<Wait> {
  demand(context, "runs:start");
  const workspaceId = context.workspace.id;
  const find = async (): Promise<Awaited<ReturnType<typeof waitsOf>>[number] | undefined> => (await waitsOf(database(), workspaceId, input.run)).find((wait) => wait.id === input.wait);
  const wait = await find();
  if (!wait) throw new AppError("not_found", "There is no such question in this run.");
  const choices: readonly string[] = offered[wait.kind];
  if (!choices.includes(input.decision)) throw new AppError("invalid", choices.length === 0 ? "This waits for an event; publish it." : `Decide one of: ${choices.join(", ")}.`);
  const result = packPayload({ decision: input.decision, by: whoDecides(context), comment: input.comment, at: new Date().toISOString() });
  const decided = await transaction(async (client) => {
    const woken = await client.query<{ runId: string; part: number }>({ name: "decide-wait", text: statement, values: [workspaceId, input.run, input.wait, result.hash, result.codec, result.size, result.body] });
    await runtime().driver.wakeRuns(client, workspaceId, woken.rows);
    if (woken.rows.length > 0) await audit(databaseOn(client), context, "run.decide", input.run, { wait: input.wait, decision: input.decision });
    return woken.rows.length > 0;
  });
  if (!decided) throw new AppError("conflict", "This was decided already, or its time is over.");
  runtime().driver.wake();
  signalRun(workspaceId, input.run);
  return waitAnswer(present(await find(), "the wait that was decided"), null);
}
