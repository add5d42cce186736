"use client";

import { useState } from "react";
import { RunCanvas } from "#components/editor/run-canvas.tsx";
import { startViewport } from "#components/editor/start-viewport.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import { NodeFacts } from "./node-facts.tsx";

export interface TemplateCanvasProps {
  content: Pick<TemplateContent, "document" | "parameters" | "connections">;
  nodeTypes: NodeTypes;
}

/** The live canvas to look at: pan, zoom, and press a step to read its settings. `drawn`: its document as it is shown. */
export function TemplateCanvas({ content, drawn, nodeTypes }: TemplateCanvasProps & { drawn: FlowDocument }) {
  const [selected, setSelected] = useState<string | null>(null);
  return (
    <>
      <section className="tp-canvas" aria-label="The flow">
        <RunCanvas document={drawn} nodeTypes={nodeTypes} steps={null} begin={(room) => startViewport(drawn, room)} selected={selected} onSelect={setSelected} />
      </section>
      {selected === null ? <p className="small muted tp-hint">Drag to look around. Press a step to read its settings.</p> : <NodeFacts key={selected} content={content} nodeTypes={nodeTypes} node={selected} onClose={() => setSelected(null)} />}
    </>
  );
}
