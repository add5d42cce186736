import { findFlow } from "#db/queries/flows.ts";
import { findInstall } from "#db/queries/template-installs.ts";
import type { TemplateInstall } from "#lib/contracts/templates.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { flowNotFound } from "../flows/flow-answer.ts";
import { newerVersion } from "./newer-version.ts";
import { storedContent } from "./stored-content.ts";

export async function readInstall(context: WorkspaceContext, input: { flow: string }): Promise<{ install: TemplateInstall | null }> {
  demand(context, "flows:read");
  const workspaceId = context.workspace.id;
  const flow = await findFlow(database(), workspaceId, input.flow);
  if (!flow) throw flowNotFound();
  const row = await findInstall(database(), workspaceId, flow.id);
  if (!row) return { install: null };
  const { name, author } = storedContent(row.content);
  const newer = (await newerVersion(row))?.newer ?? null;
  return {
    install: {
      template: { id: row.templateId, name, author }, version: row.version, installedAt: row.installedAt.toISOString(), ...row.answers,
      newer: newer === null || newer.number <= (row.leftAside ?? 0) ? null : { number: newer.number, message: newer.message, publishedAt: newer.publishedAt },
    },
  };
}
