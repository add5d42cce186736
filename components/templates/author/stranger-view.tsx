"use client";

import { useMemo } from "react";
import { TemplateView } from "#components/templates/template-view.tsx";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { NodeType, NodeTypes } from "#lib/flow/node-type.ts";
import type { TemplatePreview } from "./questions-section.tsx";

/** The template as the link would show it now, to somebody without an account. */
export function StrangerView({ preview: { content, nodeTypes, findings } }: { preview: TemplatePreview }) {
  const types = useMemo((): NodeTypes => new Map(nodeTypes.map((type): [string, NodeType] => [type.type, type as NodeType])), [nodeTypes]);
  return (
    <TemplateView
      heading="h2" content={content} nodeTypes={types} facts={null} unavailable={null}
      notice={findings.length === 0 ? undefined : <Notice mark="warning"><b>Not published yet.</b> {findings.length === 1 ? "1 thing" : `${findings.length} things`} on this page must not leave; “Write” says which.</Notice>}
      action={<><Button look="ink" size="l" aria-disabled>Use this template</Button><p className="small muted">Whoever sees this page begins here.</p></>}
    />
  );
}
