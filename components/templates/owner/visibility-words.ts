import type { TemplateVisibility } from "#lib/contracts/templates.schema.ts";

/** Who sees a template, narrowest first. */
export const visibilityWords: Readonly<Record<TemplateVisibility, { name: string; about: string }>> = {
  workspace: { name: "This workspace", about: "Its members find it among the templates." },
  link: { name: "Whoever has the link", about: "Also without an account here. Nobody finds it by searching." },
  gallery: { name: "Everybody on this Millrace", about: "It stands in the gallery of every workspace, and its link works for anybody." },
};
