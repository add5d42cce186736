import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";

/** A template that comes with the product. */
export interface GalleryTemplate {
  id: `tmpl_millrace_${string}`;
  /** Oldest first, numbered from 1. What was released is not edited: installs compare with it. */
  versions: readonly GalleryVersion[];
}

export interface GalleryVersion {
  number: number;
  /** What is new in it. */
  message: string;
  /** ISO. */
  publishedAt: string;
  content: TemplateContent;
}
