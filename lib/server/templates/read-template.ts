import type { Template } from "#lib/contracts/templates.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { findTemplateFor } from "./found-template.ts";
import { templateAnswer } from "./template-answer.ts";

export async function readTemplate(context: WorkspaceContext, input: { template: string; version?: number | undefined }): Promise<Template> {
  demand(context, "templates:read");
  return await templateAnswer(await findTemplateFor(context.workspace.id, input.template), input.version);
}
