import type { TemplatePlace } from "#lib/flow/templates/template-content.schema.ts";

/** A place as one text, to look it up by. */
export function placeId({ node, path }: TemplatePlace): string {
  return `${node} ${JSON.stringify(path)}`;
}
