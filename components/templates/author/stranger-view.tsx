"use client";

import { useMemo } from "react";
import { TemplateView } from "#components/templates/template-view.tsx";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { NodeType, NodeTypes } from "#lib/flow/node-type.ts";
import type { TemplatePreview } from "./questions-section.tsx";

/** The template as the link would show it now, to somebody without an account. */
export function StrangerView({ preview: { content, nodeTypes }, things }: { preview: TemplatePreview; /** How many must not leave. */ things: number }) {
  const types = useMemo((): NodeTypes => new Map(nodeTypes.map((type): [string, NodeType] => [type.type, type as NodeType])), [nodeTypes]);
  return (
    <TemplateView
      heading="h2" content={content} nodeTypes={types} facts={null} unavailable={null}
      notice={things === 0 ? undefined : <Notice mark="warning"><b>Not published yet.</b> {things === 1 ? "1 thing" : `${things} things`} on this page must not leave; “Write” says which.</Notice>}
      action={<><Button look="ink" size="l" aria-disabled>Use this template</Button><p className="small muted">Whoever sees this page begins here.</p></>}
    />
  );
}
