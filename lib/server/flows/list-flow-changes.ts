import { changesOfFlow, type FlowChangeRow } from "#db/queries/flow-changes.ts";
import { findFlow } from "#db/queries/flows.ts";
import type { InputOf } from "#lib/contracts/contract.ts";
import { type FlowChange, type listFlowChanges as contract, VersionDifference } from "#lib/contracts/flow-changes.schema.ts";
import { idAt } from "#lib/ids.ts";
import type { Json } from "#lib/json.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand, may } from "../demand.ts";
import { flowNotFound } from "./flow-answer.ts";

function textOf(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function changeAnswer({ action, target, details, message, connection }: FlowChangeRow, seesConnections: boolean): FlowChange["change"] {
  const named = { id: target, name: seesConnections ? connection : null };
  switch (action) {
    case "flow.publish":
      return { what: "published", version: Number(details?.["version"]), message: message ?? "", differs: VersionDifference.safeParse(details?.["differs"]).data ?? null };
    case "flow.pause":
      return { what: "paused", reason: String(details?.["reason"] ?? "") };
    case "flow.resume":
      return { what: "resumed" };
    case "flow.keep":
      return { what: "kept", days: Number(details?.["days"]), megabytes: typeof details?.["megabytes"] === "number" ? details["megabytes"] : null };
    case "template.update":
      return { what: "template-taken", version: Number(details?.["version"]), template: { id: textOf(details?.["template"]), name: textOf(details?.["name"]) } };
    case "connection.replace":
      return { what: "connection-replaced", connection: named };
    case "connection.update":
      return { what: "connection-renamed", connection: named, from: seesConnections ? textOf(details?.["from"]) : null };
    case "connection.test":
      return { what: "connection-tested", connection: named, ok: details?.["ok"] === true };
  }
}

/** What runs of a flow depend on and was changed, newest first. Ids sort by time, so the cursor is one. */
export async function listFlowChanges(context: WorkspaceContext, input: InputOf<typeof contract>): Promise<{ changes: FlowChange[]; next: string | null }> {
  demand(context, "flows:read");
  const flow = await findFlow(database(), context.workspace.id, input.flow);
  if (!flow) throw flowNotFound();
  const until = input.until === undefined ? undefined : idAt("audit", Date.parse(input.until));
  const before = input.cursor !== undefined && (until === undefined || input.cursor < until) ? input.cursor : until;
  const rows = await changesOfFlow(database(), context.workspace.id, flow.id, { from: idAt("audit", Date.parse(input.since ?? "1970-01-01T00:00:00.000Z")), before }, input.limit + 1);
  const page = rows.slice(0, input.limit);
  const seesConnections = may(context, "connections:read");
  return {
    changes: page.map((row) => ({ id: row.id, at: row.at, by: row.actor, change: changeAnswer(row, seesConnections) })),
    next: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null,
  };
}
