import { Markdown } from "#components/ui/markdown.tsx";
import type { FlowDocument } from "#lib/flow/document.schema.ts";

/** What the author wrote beside the steps, from left to right. */
export function TemplateNotes({ notes }: { notes: NonNullable<FlowDocument["layout"]["notes"]> }) {
  const written = Object.entries(notes).filter(([, { text }]) => text.trim() !== "").toSorted(([, a], [, b]) => a.x - b.x || a.y - b.y);
  if (written.length === 0) return null;
  return <ul className="tp-notes" aria-label="Notes on the flow">{written.map(([id, { text }]) => <li key={id} className="note tp-text"><Markdown text={text} /></li>)}</ul>;
}
