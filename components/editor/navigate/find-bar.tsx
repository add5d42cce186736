"use client";

import { ChevronDown, ChevronUp, Search, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { type Found, findInFlow } from "./find-in-flow.ts";

/** Selects what was found and brings it into view. */
function show(session: ReturnType<typeof useEditorSession>, { kind, id }: Found): void {
  const { document, select } = session.store.getState();
  const { nodes, notes, groups } = document.layout;
  const first = groups?.[id]?.nodes[0];
  const at = kind === "node" ? nodes[id] : kind === "note" ? notes?.[id] : nodes[first ?? ""];
  select(kind === "node" ? { nodes: [id] } : kind === "note" ? { notes: [id] } : { nodes: groups?.[id]?.nodes ?? [] });
  if (at) session.view.canvas?.reveal(at);
}

/** Find in the flow: names, kinds, settings, notes. Enter goes to the next, Shift Enter to the one before. */
export function FindBar({ onClose }: { onClose: () => void }) {
  const session = useEditorSession();
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const input = useRef<HTMLInputElement>(null);
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const found = useMemo(() => findInFlow(document, nodeTypes, search), [document, nodeTypes, search]);
  const place = found.length === 0 ? 0 : Math.min(at, found.length - 1);
  const current = found[place];
  useEffect(() => input.current?.focus(), []);

  function go(to: number, list: readonly Found[] = found) {
    if (list.length === 0) return;
    const next = (to + list.length) % list.length;
    setAt(next);
    const hit = list[next];
    if (hit) show(session, hit);
  }
  function close() {
    onClose();
    if (current) session.view.canvas?.focus(current.kind === "group" ? (document.layout.groups?.[current.id]?.nodes[0] ?? current.id) : current.id);
  }
  function key(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === "Enter") go(place + (event.shiftKey ? -1 : 1));
    else if (event.key === "ArrowDown") go(place + 1);
    else if (event.key === "ArrowUp") go(place - 1);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  const count = search.trim() === "" ? "" : found.length === 0 ? "Nothing found" : `${place + 1} of ${found.length}`;
  return (
    <section className="float ed-find" role="search" aria-label="Find in the flow">
      <label className="field">
        <Search className="ic" aria-hidden />
        <input
          ref={input}
          type="text"
          aria-label="Find in the flow"
          placeholder="Names, settings, notes"
          autoComplete="off"
          spellCheck={false}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            go(0, findInFlow(document, nodeTypes, event.currentTarget.value));
          }}
          onKeyDown={key}
        />
      </label>
      <span className="small ed-find-count" role="status">{count}</span>
      <IconButton label="The one before" icon={ChevronUp} size="s" aria-disabled={found.length === 0} onClick={() => go(place - 1)} />
      <IconButton label="The next one" icon={ChevronDown} size="s" aria-disabled={found.length === 0} onClick={() => go(place + 1)} />
      <IconButton label="Close" icon={X} size="s" onClick={close} />
      {current && current.where !== "" ? <p className="small muted cut ed-find-where"><b>{current.name}</b> {current.where}</p> : null}
    </section>
  );
}
