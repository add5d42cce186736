"use client";

import { useState } from "react";
import { RunCanvas } from "#components/editor/run-canvas.tsx";
import { startViewport } from "#components/editor/start-viewport.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import { NodeFacts } from "./node-facts.tsx";

export interface TemplateCanvasProps {
  content: Pick<TemplateContent, "document" | "parameters" | "connections">;
  nodeTypes: NodeTypes;
}

/** The live canvas to look at: pan, zoom, and press a step to read its settings. */
export function TemplateCanvas({ content, nodeTypes }: TemplateCanvasProps) {
  const [selected, setSelected] = useState<string | null>(null);
  return (
    <>
      <section className="tp-canvas" aria-label="The flow">
        <RunCanvas document={content.document} nodeTypes={nodeTypes} steps={null} begin={(room) => startViewport(content.document, room)} selected={selected} onSelect={setSelected} />
      </section>
      {selected === null ? <p className="small muted tp-hint">Press a step to read its settings.</p> : <NodeFacts key={selected} content={content} nodeTypes={nodeTypes} node={selected} onClose={() => setSelected(null)} />}
    </>
  );
}
