"use client";

import { lazyPart } from "#components/ui/lazy-part.tsx";
import { useNarrow } from "#components/ui/use-narrow.ts";
import type { TemplateCanvasProps } from "./template-canvas.tsx";

function Waiting() {
  return <section className="tp-canvas" aria-label="The flow" aria-busy="true" />;
}

function Missing() {
  return <section className="tp-canvas" aria-label="The flow"><p role="status" className="small muted">The drawing did not load. It is tried again until it does.</p></section>;
}

const Canvas = lazyPart(async () => (await import("./template-canvas.tsx")).TemplateCanvas, { waiting: <Waiting />, missing: Missing });
const Outline = lazyPart(async () => (await import("./template-outline.tsx")).TemplateOutline, { waiting: <Waiting />, missing: Missing });

/** The flow of a template: drawn, or as an outline where a canvas has no room. Loaded after the page's words. */
export function TemplateFlow(props: TemplateCanvasProps) {
  const narrow = useNarrow();
  if (props.content.document.nodes.length === 0) return null;
  return narrow ? <Outline {...props} /> : <Canvas {...props} />;
}
