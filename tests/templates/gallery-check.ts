import { createHash } from "node:crypto";
import { present } from "#lib/assert.ts";
import { canonicalJson, type Json } from "#lib/json.ts";
import type { TemplateCheck } from "#lib/contracts/templates.schema.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import { galleryTemplates } from "#lib/server/templates/gallery/gallery-templates.ts";
import type { CheckedTemplate } from "./check-template.ts";

/** What `checks.json` keeps of each template: the check, and of what. */
export type KeptCheck = TemplateCheck & { hash: string };

/** The newest version of each template that comes with the product, by id. */
export function shippedTemplates(): Map<string, CheckedTemplate> {
  return new Map(galleryTemplates.map(({ id, versions }) => {
    const { number, content } = present(versions.at(-1), `a version of ${id}`);
    return [id, { source: { kind: "template", template: id }, version: number, content }];
  }));
}

/** A changed template has another one, so that it is checked again. */
export function contentHash(content: TemplateContent): string {
  return createHash("sha256").update(canonicalJson(content as unknown as Json)).digest("base64url");
}
