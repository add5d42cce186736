"use client";

import { X } from "lucide-react";
import { useMemo, useState } from "react";
import { useStore } from "zustand";
import { diffWords } from "#components/versions/change-list.tsx";
import { ConflictItem } from "#components/versions/conflict-item.tsx";
import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { diffDocuments } from "#lib/flow/diff/diff-documents.ts";
import { mergeDocuments, type Side } from "#lib/flow/diff/merge-documents.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";

const names = { mine: "Mine", theirs: "Theirs" } as const;

/** Two drafts put together: what fits goes in from both, what both changed is chosen place by place. */
export function ConflictPanel({ onClose }: { onClose: () => void }) {
  const { autosave } = useEditorSession();
  const status = useStore(autosave.status, (state) => state.status);
  const mine = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const [choices, setChoices] = useState<Readonly<Record<string, Side>>>({});
  const theirs = status.kind === "conflict" ? status.theirs.document : null;
  const base = status.kind === "conflict" ? status.base : null;
  const merged = useMemo(() => (theirs ? mergeDocuments(base, mine, theirs, nodeTypes, choices) : null), [base, mine, theirs, nodeTypes, choices]);
  if (!theirs || !merged) return null;
  const { conflicts, document } = merged;
  const said = (side: typeof mine) => (base ? diffWords(diffDocuments(base, side, nodeTypes)) : `${side.nodes.length} steps.`);
  return (
    <section className="float ed-panel pub" aria-label="Two drafts">
      <header className="row"><h2 className="h-small grow">Two drafts, one flow</h2><IconButton size="s" label="Close" icon={X} onClick={onClose} /></header>
      <p className="small"><b>Mine:</b> {said(mine)}</p>
      <p className="small"><b>Theirs:</b> {said(theirs)}</p>
      {conflicts.length === 0 ? <p>Both fit together: no place was changed by both.</p> : (
        <>
          <p>{conflicts.length === 1 ? "1 place was changed by both." : `${conflicts.length} places were changed by both.`} Everything else fits together.</p>
          <div className="cf-list">
            {conflicts.map((conflict) => <ConflictItem key={conflict.place} conflict={conflict} names={names} side={choices[conflict.place] ?? "mine"} onSide={(side) => setChoices({ ...choices, [conflict.place]: side })} />)}
          </div>
        </>
      )}
      <div className="row wrap">
        <Button look="ink" onClick={() => { autosave.resolve({ merged: document }); onClose(); }}>{conflicts.length === 0 ? "Take both" : "Take both, as chosen"}</Button>
        <Button look="bare" onClick={onClose}>Not yet</Button>
      </div>
    </section>
  );
}
