import type { Pattern } from "#lib/flow/pattern.ts";
import { PatternGlyph, patternNames } from "./pattern-glyph.tsx";

/** The square at the head of a row. Null: the flow has no trigger yet. */
export function PatternTile({ pattern }: { pattern: Pattern | null }) {
  if (!pattern) return <span className="pat pat-tile is-none" title="No pattern yet"><span className="vh">No pattern yet</span></span>;
  return (
    <span className="pat pat-tile" data-pattern={pattern} title={patternNames[pattern]}>
      <PatternGlyph pattern={pattern} />
      <span className="vh">{patternNames[pattern]}</span>
    </span>
  );
}
