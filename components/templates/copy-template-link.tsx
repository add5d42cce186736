"use client";

import { CopyButton } from "#components/ui/copy-button.tsx";
import type { TemplateVisibility } from "#lib/contracts/templates.schema.ts";

/** Who can open a template's link. */
const audienceWords: Readonly<Record<TemplateVisibility, string>> = {
  workspace: "Its link opens for this workspace only",
  link: "Its link opens for whoever has it, without an account",
  gallery: "In the gallery of this Millrace; its link opens for everybody",
};

/** Copies a template's address, and says beside it who can open that. */
export function CopyTemplateLink({ audience, link }: { audience: TemplateVisibility; link: () => string }) {
  return (
    <span className="tp-link">
      <span className="small muted">{audienceWords[audience]}</span>
      <CopyButton worded look="plain" size="m" label="Copy link" text={link} />
    </span>
  );
}
