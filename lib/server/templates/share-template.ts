import { randomBytes } from "node:crypto";
import { lockTemplate, updateTemplate } from "#db/queries/templates.ts";
import { present } from "#lib/assert.ts";
import type { Template, TemplateVisibility } from "#lib/contracts/templates.schema.ts";
import { audit } from "../audit.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { notFound } from "../not-found.ts";
import { templateAnswer } from "./template-answer.ts";

/** 144 random bits: a link cannot be found by trying. */
export function newTemplateLink(): string {
  return randomBytes(18).toString("base64url");
}

/** Says who sees one of the workspace's own templates, or makes its link anew. */
export async function shareTemplate(context: WorkspaceContext, input: { template: string; visibility?: TemplateVisibility | undefined; newLink?: true | undefined }): Promise<Template> {
  demand(context, "templates:share");
  const workspaceId = context.workspace.id;
  const { visibility, newLink } = input;
  const row = await database().transaction(async (tx) => {
    const before = await lockTemplate(tx, workspaceId, input.template);
    if (!before) throw notFound();
    const changed = await updateTemplate(tx, workspaceId, before.id, { ...(visibility === undefined ? {} : { visibility }), ...(newLink ? { link: newTemplateLink() } : {}), updatedBy: actorName(context.actor) });
    if (visibility !== undefined && visibility !== before.visibility) await audit(tx, context, "template.share", before.id, { visibility });
    if (newLink) await audit(tx, context, "template.share", before.id, { newLink: true });
    return present(changed, "the template");
  });
  return await templateAnswer({ kind: "published", row, isOwn: true });
}
