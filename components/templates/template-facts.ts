import type { TemplateCheck, TemplateVersion } from "#lib/contracts/templates.schema.ts";

/** What is known of a template that is kept; a file has none of it. */
export interface TemplateFacts {
  version: number;
  publishedAt: string;
  versions: readonly TemplateVersion[];
  installs: number;
  check: TemplateCheck | null;
}
