import type { ReactNode } from "react";
import type { Pattern } from "#lib/flow/pattern.ts";
import type { Signal } from "./signal.ts";

export interface StripTile {
  key: string;
  name: string;
  face: ReactNode;
  /** In a run: how it stands. Its name says it in words. */
  signal?: Signal | undefined;
}

/** A flow as small tiles joined by wires; what does not fit is counted in the last one. */
export function Strip({ tiles, pattern, max = 6 }: { tiles: readonly StripTile[]; pattern: Pattern | null; max?: number | undefined }) {
  const shown = tiles.length > max ? tiles.slice(0, max - 1) : tiles;
  const rest = tiles.length - shown.length;
  return (
    <span className="strip" data-pattern={pattern ?? undefined} role="img" aria-label={tiles.map((tile) => tile.name).join(", then ")}>
      {shown.map((tile, index) => (
        <span key={tile.key} className="strip-link">
          {index > 0 ? <i /> : null}
          <span className={index === 0 && pattern ? "t" : undefined} data-s={tile.signal} title={tile.name}>{tile.face}</span>
        </span>
      ))}
      {rest > 0 ? <span className="strip-link"><i /><span className="more" title={`${rest} more`}>+{rest}</span></span> : null}
    </span>
  );
}
