import type { Pattern } from "#lib/flow/pattern.ts";
import { PatternGlyph, patternNames } from "./pattern-glyph.tsx";

export function PatternLabel({ pattern }: { pattern: Pattern }) {
  return (
    <span className="pat" data-pattern={pattern}>
      <PatternGlyph pattern={pattern} />
      {patternNames[pattern]}
    </span>
  );
}
