import { databaseOn } from "#db/client.ts";
import type { ApprovalPage } from "#lib/contracts/approvals.schema.ts";
import { AppError } from "#lib/errors.ts";
import type { JsonObject } from "#lib/json.ts";
import { audit } from "../audit.ts";
import type { Context } from "../context.ts";
import { checkOrigin } from "../http/check-origin.ts";
import { signalRun } from "../runs/run-signals.ts";
import { runtime } from "../runtime.ts";
import { transaction } from "../transaction.ts";
import { approvalPage } from "./approval-page.ts";
import { formRefusal } from "../forms/form-refusal.ts";
import { recordDecision } from "./record-decision.ts";
import { takeForm } from "#lib/flow/form/take-form.ts";
import { visitApproval } from "./visit-approval.ts";

interface Decision {
  link: string;
  decision: "approved" | "rejected";
  name?: string | undefined;
  comment: string;
  values: JsonObject;
}

/**
 * Decides by an approval's link. The first decision counts.
 * @throws AppError conflict when it was decided, its time or its run is over; invalid with the fields that are not right.
 */
export async function decideApproval(context: Context, input: Decision): Promise<ApprovalPage> {
  const visit = await visitApproval(context, input.link);
  const { wait, workspace } = visit.found;
  // A session speaks for the visitor, so the request must come from a page of ours.
  if (visit.visitor !== null) checkOrigin({ method: "POST", headers: context.requestHeaders, publicUrl: runtime().env.publicUrl, byCookie: true });
  if (approvalPage(visit).status !== "open") throw overAlready();
  const taken = takeForm(visit.ask.form, input.values);
  const isNameless = visit.visitor === null && input.name === undefined;
  if (!taken.ok || isNameless) throw formRefusal(taken.ok ? new Map() : taken.problem, isNameless);
  const by = visit.visitor?.email ?? input.name ?? "";
  const result = { decision: input.decision, by, signedIn: visit.visitor !== null, comment: input.comment, at: new Date().toISOString(), fields: taken.value };
  const decided = await transaction(async (client) => {
    if (!(await recordDecision(client, workspace.id, wait.runId, wait.id, result))) return false;
    const actor = visit.visitor ?? context.actor;
    await audit(databaseOn(client), { ...context, actor, workspace, role: null }, "run.decide", wait.runId, { wait: wait.id, decision: input.decision, link: true });
    return true;
  });
  if (!decided) throw overAlready();
  runtime().driver.wake();
  signalRun(workspace.id, wait.runId);
  return { ...approvalPage(visit), status: input.decision, details: null, decided: { by, signedIn: result.signedIn, at: result.at } };
}

function overAlready(): AppError {
  return new AppError("conflict", "This was decided already, or its time is over. Nothing was changed.");
}
