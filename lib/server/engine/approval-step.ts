import { FormField } from "#lib/connectors/form-field.ts";
import { newId } from "#lib/ids.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import { approvalToken, approvalUrl } from "../approvals/approval-link.ts";
import { presetForm } from "#lib/flow/form/take-form.ts";
import { hashToken } from "../crypto/token.ts";
import { clock } from "../clock.ts";
import type { StepEnd, StepRun } from "./step-run.ts";

function linkOf({ run, node }: StepRun): string {
  return approvalUrl(approvalToken(run.workspaceId, run.runId, node.id));
}

function setting(node: PlanNode, key: string): Json | undefined {
  const value = node.config[key];
  return value?.kind === "literal" ? value.value : undefined;
}

/** Records that it asks; the link's token is kept as a hash only. Returns when it began. */
export function openApproval({ run, node, recorder }: StepRun, input: JsonObject, dueAt: Date): Date {
  const startedAt = clock.date();
  recorder.step({ node: node.id, status: "waiting", startedAt, input, dueAt });
  recorder.wait({
    id: newId("wait"), node: node.id, kind: "approval", name: String(input["question"]), status: "open", details: input["details"] ?? null, expiresAt: dueAt,
    ask: { message: input["message"] ?? "", form: input["form"] ?? [], who: input["who"] ?? "members", approve: input["approve"] ?? "Approve", reject: input["reject"] ?? "Reject" },
    tokenHash: hashToken(approvalToken(run.workspaceId, run.runId, node.id)),
  });
  return startedAt;
}

/** The way that somebody's decision takes. */
export function approvalEnd(step: StepRun, result: Json | undefined): StepEnd {
  const decided = isJsonObject(result) ? result : {};
  const port = decided["decision"] === "approved" ? "approved" : "rejected";
  // One from before approvals had forms says less.
  return { end: "succeeded", port, output: { signedIn: true, fields: {}, ...decided, link: linkOf(step) } };
}

/** Nobody decided in time: the way that the node's settings name, with what the form was filled with beforehand. */
export function approvalTimeout(step: StepRun, dueAt: Date): StepEnd {
  const after = setting(step.node, "after");
  const decision = after === "approved" || after === "rejected" ? after : "timeout";
  const form = FormField.array().catch([]).parse(setting(step.node, "form") ?? []);
  return { end: "succeeded", port: decision, output: { decision, by: "", signedIn: false, comment: "", at: dueAt.toISOString(), fields: presetForm(form), link: linkOf(step) } };
}
