import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { findTemplateFor, readVersionOf } from "./found-template.ts";

export async function exportTemplate(context: WorkspaceContext, input: { template: string; version?: number | undefined }): Promise<TemplateContent> {
  demand(context, "templates:read");
  return (await readVersionOf(await findTemplateFor(context.workspace.id, input.template), input.version)).content;
}
