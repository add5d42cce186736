import type { PreviewLine } from "./replay-words.ts";

/** What a replay or a redrive will do, before it is done. */
export function PreviewList({ lines }: { lines: readonly PreviewLine[] }) {
  return <dl className="replay-lines">{lines.map(({ label, text }) => <div key={`${label} ${text}`}><dt>{label}</dt><dd>{text}</dd></div>)}</dl>;
}
