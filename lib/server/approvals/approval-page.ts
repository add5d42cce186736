import type { ApprovalPage } from "#lib/contracts/approvals.schema.ts";
import { isJsonObject } from "#lib/json.ts";
import { askAnswer } from "./ask-answer.ts";
import type { Visit } from "./visit-approval.ts";

/** What a visitor sees: what is asked while it waits, how it ended after that. */
export function approvalPage({ found, ask, stored, visitor, project }: Visit): ApprovalPage {
  const { wait } = found;
  const result = wait.result === null ? null : stored.get(wait.result);
  const decided = wait.status === "resolved" && isJsonObject(result) ? result : null;
  const isOver = wait.status === "open" && wait.expiresAt !== null && wait.expiresAt.getTime() <= Date.now();
  const status = decided !== null ? (decided["decision"] === "approved" ? "approved" : "rejected") : wait.status === "cancelled" ? "cancelled" : wait.status === "open" && !isOver ? "open" : "expired";
  return {
    title: project.text(wait.name), ask: askAnswer(ask, project), workspace: found.workspace.name, flow: found.flow, test: found.run.kind === "test", status,
    details: status === "open" && wait.details !== null ? project.value(stored.get(wait.details) ?? null) : null,
    decided: decided === null ? null : { by: String(decided["by"] ?? ""), signedIn: decided["signedIn"] !== false, at: String(decided["at"] ?? wait.resolvedAt?.toISOString()) },
    askedAt: wait.createdAt.toISOString(), expiresAt: wait.expiresAt?.toISOString() ?? null, visitor: visitor?.email ?? null,
  };
}
