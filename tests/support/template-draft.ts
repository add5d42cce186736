import type { TemplateDraft } from "#lib/contracts/templates.schema.ts";

/** What an author says to make a template of a draft, with changes. */
export function templateDraft(changes: Partial<TemplateDraft> = {}): TemplateDraft {
  return {
    name: "Orders to the CRM", sentence: "Sends each order that arrives to a CRM.", description: "Takes orders **as they come**.", author: "Ada Lovelace", licence: "Apache-2.0", goal: "synchronise",
    from: "draft", parameters: [], connections: [], samples: [], keep: [], ...changes,
  };
}
