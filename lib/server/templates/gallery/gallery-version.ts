import { nodeTypes } from "#lib/connectors/registry.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import { type TemplateContent, templateFormat } from "#lib/flow/templates/template-content.schema.ts";
import type { Json } from "#lib/json.ts";
import type { GalleryVersion } from "./gallery-template.ts";

type Content = Omit<TemplateContent, "format" | "author" | "licence" | "pattern">;

/** A version of a template that comes with the product. */
export function galleryVersion({ content, ...version }: Omit<GalleryVersion, "content"> & { content: Content }): GalleryVersion {
  return { ...version, content: { format: templateFormat, author: "Millrace", licence: "Apache-2.0", pattern: patternOf(content.document, nodeTypes), ...content } };
}

/** What a webhook's trigger puts out for a JSON body. */
export function posted(body: Json): Json {
  return { method: "POST", headers: { "content-type": "application/json" }, query: {}, body, receivedAt: "2026-11-23T14:02:51.204Z" };
}
