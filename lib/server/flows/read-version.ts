import { findVersion } from "#db/queries/flows.ts";
import type { FlowVersion } from "#lib/contracts/flows.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { storedDocument } from "./flow-answer.ts";
import { versionAnswer, versionNotFound } from "./version-answer.ts";

export async function readVersion(context: WorkspaceContext, input: { flow: string; version: number }): Promise<FlowVersion & { document: FlowDocument }> {
  demand(context, "flows:read");
  const row = await findVersion(database(), context.workspace.id, input.flow, input.version);
  if (!row) throw versionNotFound();
  return { ...versionAnswer(row), document: storedDocument(row.document) };
}
