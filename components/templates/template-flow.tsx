"use client";

import { type CSSProperties, useMemo } from "react";
import { flowBounds } from "#components/editor/flow-bounds.ts";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { useNarrow } from "#components/ui/use-narrow.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { askedDocument } from "./asked-document.ts";
import type { TemplateCanvasProps } from "./template-canvas.tsx";
import { TemplateNotes } from "./template-notes.tsx";

function Waiting() {
  return <section className="tp-canvas" aria-label="The flow" aria-busy="true" />;
}

function Missing() {
  return <section className="tp-canvas" aria-label="The flow"><p role="status" className="small muted">The drawing did not load. It is tried again until it does.</p></section>;
}

const Canvas = lazyPart(async () => (await import("./template-canvas.tsx")).TemplateCanvas, { waiting: <Waiting />, missing: Missing });
const Outline = lazyPart(async () => (await import("./template-outline.tsx")).TemplateOutline, { waiting: <Waiting />, missing: Missing });

/** Its shape, by which the canvas is as high as the flow needs at the width it gets. */
function shapeStyle(drawn: FlowDocument): CSSProperties {
  const { width, height } = flowBounds(drawn);
  return { "--flow-h": `${height}px`, "--flow-ratio": height / width } as CSSProperties;
}

/**
 * The flow of a template: drawn, or as an outline where a canvas has no room. Loaded after the page's words. Its notes
 * are text under it: on a drawing that shows the whole flow nobody could read them.
 */
export function TemplateFlow({ content, nodeTypes }: TemplateCanvasProps) {
  const narrow = useNarrow();
  const drawn = useMemo(() => {
    const { notes: _, ...layout } = content.document.layout;
    return { ...askedDocument(content), layout };
  }, [content]);
  if (content.document.nodes.length === 0) return null;
  const Drawing = narrow ? Outline : Canvas;
  return (
    <>
      <div className="tp-flow" style={shapeStyle(drawn)}><Drawing content={content} drawn={drawn} nodeTypes={nodeTypes} /></div>
      <TemplateNotes notes={content.document.layout.notes ?? {}} />
    </>
  );
}
