import { findRun, waitsOf } from "#db/queries/runs.ts";
import type { Wait } from "#lib/contracts/runs.schema.ts";
import { AppError } from "#lib/errors.ts";
import { present } from "#lib/assert.ts";
import type { JsonObject } from "#lib/json.ts";
import { databaseOn } from "#db/client.ts";
import { readAsk } from "../approvals/approval-ask.ts";
import { formRefusal } from "../forms/form-refusal.ts";
import { recordDecision } from "../approvals/record-decision.ts";
import { takeForm } from "#lib/flow/form/take-form.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { type PayloadPlace, readPayloads } from "../payloads/read-payloads.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { projectRun } from "../projection/project-runs.ts";
import { runNotFound } from "./run-answer.ts";
import { waitAnswer } from "./read-run.ts";
import { signalRun } from "./run-signals.ts";

const offered = { approval: ["approved", "rejected"], effect: ["repeat", "done", "fail"], event: [] } as const;

function whoDecides(context: WorkspaceContext): string {
  return context.actor.kind === "user" ? context.actor.email : actorName(context.actor);
}

async function filledIn(run: PayloadPlace, ask: string | null, values: JsonObject | undefined): Promise<JsonObject> {
  const stored = ask === null ? null : (await readPayloads(runtime().pool, run, [ask])).get(ask);
  const taken = takeForm(readAsk(stored).form, values);
  if (taken.ok) return taken.value;
  throw formRefusal(taken.problem);
}

/**
 * Decides an approval, or what becomes of an effect whose outcome nobody knows (SEMANTICS step-5). The first decision
 * counts; @throws AppError conflict for a later one, invalid for one that is not offered,
 * or a form that is not right.
 */
export async function decideWait(context: WorkspaceContext, input: { run: string; wait: string; decision: "approved" | "rejected" | "repeat" | "done" | "fail"; comment: string; values?: JsonObject }): Promise<Wait> {
  demand(context, "runs:start");
  const workspaceId = context.workspace.id;
  const find = async (): Promise<Awaited<ReturnType<typeof waitsOf>>[number] | undefined> => (await waitsOf(database(), workspaceId, input.run)).find((wait) => wait.id === input.wait);
  const wait = await find();
  if (!wait) throw new AppError("not_found", "There is no such question in this run.");
  const choices: readonly string[] = offered[wait.kind];
  if (!choices.includes(input.decision)) throw new AppError("invalid", choices.length === 0 ? "This waits for an event; publish it." : `Decide one of: ${choices.join(", ")}.`);
  const { run } = (await findRun(database(), workspaceId, input.run)) ?? {};
  if (!run) throw runNotFound();
  const fields = wait.kind === "approval" ? await filledIn(run, wait.ask, input.values) : null;
  const result = { decision: input.decision, by: whoDecides(context), comment: input.comment, at: new Date().toISOString(), ...(fields === null ? {} : { signedIn: true, fields }) };
  const decided = await transaction(async (client) => {
    if (!(await recordDecision(client, workspaceId, input.run, input.wait, result))) return false;
    await audit(databaseOn(client), context, "run.decide", input.run, { wait: input.wait, decision: input.decision });
    return true;
  });
  if (!decided) throw new AppError("conflict", "This was decided already, or its time is over.");
  runtime().driver.wake();
  signalRun(workspaceId, input.run);
  return waitAnswer(present(await find(), "the wait that was decided"), await projectRun(context, run), { details: null, ask: null, link: null });
}
