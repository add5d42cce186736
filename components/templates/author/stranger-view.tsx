"use client";

import { useMemo } from "react";
import { TemplateView } from "#components/templates/template-view.tsx";
import { Button } from "#components/ui/button.tsx";
import type { NodeType, NodeTypes } from "#lib/flow/node-type.ts";
import type { TemplateAbout } from "#lib/flow/templates/template-content.schema.ts";
import type { TemplatePreview } from "./questions-section.tsx";

/** Where something is to be said yet: what will stand there. */
const missing = { name: "The name will stand here", sentence: "Your sentence will stand here.", author: "(your name will stand here)" } as const;

interface StrangerViewProps {
  preview: TemplatePreview;
  /** As it is typed. */
  about: TemplateAbout;
}

/** The template as the link would show it now, to somebody without an account. */
export function StrangerView({ preview: { content, nodeTypes }, about }: StrangerViewProps) {
  const types = useMemo((): NodeTypes => new Map(nodeTypes.map((type): [string, NodeType] => [type.type, type as NodeType])), [nodeTypes]);
  const said = (part: keyof typeof missing): string => (about[part].trim() === "" ? missing[part] : content[part]);
  return (
    <TemplateView
      heading="h2" content={{ ...content, name: said("name"), sentence: said("sentence"), author: said("author") }} nodeTypes={types} facts={null} unavailable={null}
      action={<><Button look="ink" size="l" aria-disabled>Use this template</Button><p className="small muted">Whoever sees this page begins here.</p></>}
    />
  );
}
