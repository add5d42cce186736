"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { MapMatch } from "./auto-map.ts";

export interface AutoMapLinkProps {
  /** What would be filled; nothing: no link. */
  matches: readonly MapMatch[];
  /** `Map 3 by name`. */
  words: string;
  onMap: (matches: readonly MapMatch[]) => void;
}

const shown = 12;

/** Fills empty fields at once: first says which value goes where, then does it as one step to undo. */
export function AutoMapLink({ matches, words, onMap }: AutoMapLinkProps) {
  const [open, setOpen] = useState(false);
  if (matches.length === 0) return null;
  return (
    <div className="auto-map small">
      <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>{words}</button>
      {open ? (
        <div className="auto-map-list">
          <ul aria-label={words}>
            {matches.slice(0, shown).map((match) => (
              <li key={match.target}><b className="cut">{match.target}</b> <span className="faint" aria-hidden>←</span><span className="vh">takes</span> <span className="cut"><span className="muted">{match.source}</span> · {match.path}</span> <span className="data faint">{match.type}</span></li>
            ))}
            {matches.length > shown ? <li className="muted">and {matches.length - shown} more</li> : null}
          </ul>
          <div className="row">
            <Button
              size="s"
              onClick={() => {
                setOpen(false);
                onMap(matches);
              }}
            >
              {matches.length === 1 ? "Map it" : `Map these ${matches.length}`}
            </Button>
            <span className="muted">What is filled stays as it is.</span>
          </div>
        </div>
      ) : null}
    </div>
  );
}
