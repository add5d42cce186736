import type { TemplateAbout } from "#lib/flow/templates/template-content.schema.ts";

/** Under which terms others may use a template. */
export const licenceWords: Readonly<Record<TemplateAbout["licence"], string>> = {
  "Apache-2.0": "Apache 2.0", MIT: "MIT", "CC0-1.0": "CC0 1.0, no conditions", "CC-BY-4.0": "CC BY 4.0, name the author", "all-rights-reserved": "All rights reserved",
};
