import { messagesOf, namesForAudit } from "#db/queries/audit-names.ts";
import { pageOfAudit } from "#db/queries/data-care.ts";
import type { AnswerOf, InputOf } from "#lib/contracts/contract.ts";
import type { AuditKind, listAudit as contract } from "#lib/contracts/data-care.schema.ts";
import { isJsonObject, type JsonObject } from "#lib/json.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";

const actions: Record<AuditKind, readonly string[]> = {
  flows: ["flow.%", "mock.%", "capture.%", "sample.%"],
  runs: ["run.%", "redrive.%", "failure.%", "run-view.%"],
  reveals: ["run.reveal"],
  hiding: ["run.reveal", "workspace.data-care", "flow.field-rules"],
  connections: ["connection.%"],
  alerts: ["alert.%", "alert-rule.%"],
  templates: ["template.%"],
  people: ["member.%", "invite.%", "api-key.%"],
};

const id = /^[a-z]+_[0-9a-z]{26}$/;

/** Ids that the row names. Of its details only what the server wrote there: a name that somebody chose may look like an id of another workspace. */
function idsOf({ actor, target, details }: { actor: string; target: string | null; details: JsonObject }): string[] {
  return [actor.slice(actor.indexOf(":") + 1), target, details["flow"], details["of"], details["user"]].filter((value): value is string => typeof value === "string" && id.test(value));
}

export async function listAudit(context: WorkspaceContext, input: InputOf<typeof contract>): Promise<AnswerOf<typeof contract>> {
  demand(context, "data:manage");
  const db = database();
  const workspaceId = context.workspace.id;
  const before = Number(input.cursor);
  const filter = { action: input.action, actor: input.actor, actions: input.kind === undefined ? undefined : actions[input.kind], before: Number.isSafeInteger(before) ? before : undefined };
  const rows = await pageOfAudit(db, workspaceId, filter, input.limit + 1);
  const page = rows.slice(0, input.limit).map((row) => ({ ...row, details: isJsonObject(row.details) ? row.details : {} }));
  const published = page.flatMap(({ action, target, details }) => (action === "flow.publish" && target !== null ? [{ flow: target, number: Number(details["version"]) }] : []));
  const [names, messages] = await Promise.all([namesForAudit(db, workspaceId, [...new Set(page.flatMap(idsOf))]), messagesOf(db, workspaceId, published)]);
  return {
    entries: page.map(({ id: entry, at, actor, action, target, details }) => ({
      id: entry, at: at.toISOString(), actor, action, target, details,
      message: action === "flow.publish" ? (messages.get(`${target} ${String(details["version"])}`) ?? null) : null,
    })),
    names: Object.fromEntries(names.map(({ id: named, name, there }) => [named, { name, there }])),
    next: rows.length > input.limit ? String(page.at(-1)?.seq ?? 0) : null,
  };
}
