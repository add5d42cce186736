"use client";

import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Kbd } from "#components/ui/kbd.tsx";

export interface ListBoxItem {
  id: string;
  group: string;
  face: ReactNode;
  /** Why it cannot be chosen; it is then listed, dimmed, with the reason. */
  unavailable: string | null;
  /** What a search looks through. */
  words: string;
  /** Set when the item can be dragged onto the canvas: format and content. */
  drag?: readonly [string, string];
  onDrag?: () => void;
  /** Listed only once something is searched for: there may be many of its kind. */
  whenSearched?: boolean;
}

export interface ListBoxProps {
  label: string;
  placeholder: string;
  items: readonly ListBoxItem[];
  empty: string;
  onChoose: (id: string) => void;
  onClose: () => void;
}

/** More lines than this nobody reads; a longer search finds the rest. */
const most = 200;

/** What begins with the search comes first, then what has a word that does; what cannot be chosen stays last. */
function distance({ words, unavailable }: ListBoxItem, wanted: string): number {
  if (wanted === "" || unavailable !== null) return unavailable === null ? 0 : 3;
  const text = words.toLowerCase();
  return text.startsWith(wanted) ? 0 : text.includes(` ${wanted}`) ? 1 : 2;
}

/** A search over a short list: arrows move, Enter chooses, Escape closes. The panels of the editor are made of it. */
export function ListBox({ label, placeholder, items, empty, onChoose, onClose }: ListBoxProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [search, setSearch] = useState("");
  const [active, setActive] = useState(0);
  const wanted = search.trim().toLowerCase();
  const shown = items.filter((item) => item.words.toLowerCase().includes(wanted) && (wanted !== "" || !item.whenSearched)).toSorted((a, b) => distance(a, wanted) - distance(b, wanted)).slice(0, most);
  const choices = shown.filter((item) => item.unavailable === null);
  const current = choices[Math.min(active, choices.length - 1)];

  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [current?.id]);

  function key(event: KeyboardEvent<HTMLInputElement>) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && choices.length > 0) setActive((Math.min(active, choices.length - 1) + step + choices.length) % choices.length);
    else if (event.key === "Enter" && current) onChoose(current.id);
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const groups = [...new Set(shown.map((item) => item.group))];
  return (
    <>
      <label className="field">
        <Search className="ic" aria-hidden />
        <input
          ref={input}
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={current ? `${id}-${current.id}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={key}
        />
        <Kbd>esc</Kbd>
      </label>
      {/* The panel stays open while a choice is dragged out of it. */}
      <ul ref={list} id={id} role="listbox" aria-label={label} className="cmd-list">
        {groups.map((group) => (
          <li key={group} role="presentation">
            <ul role="group" aria-label={group}>
              <li className="group" role="presentation">{group}</li>
              {shown.filter((item) => item.group === group).map((item) => (
                <li
                  key={item.id}
                  id={`${id}-${item.id}`}
                  role="option"
                  aria-selected={item === current}
                  aria-disabled={item.unavailable !== null || undefined}
                  draggable={item.drag !== undefined && item.unavailable === null}
                  onDragStart={(event) => {
                    if (!item.drag) return;
                    item.onDrag?.();
                    event.dataTransfer.setData(...item.drag);
                    event.dataTransfer.effectAllowed = "copy";
                  }}
                  onPointerMove={() => item.unavailable === null && setActive(choices.indexOf(item))}
                  onClick={() => item.unavailable === null && onChoose(item.id)}
                >
                  {item.face}
                  {item.unavailable === null ? null : <span className="small faint cmd-why">{item.unavailable}</span>}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {shown.length === 0 ? <p className="cmd-none small muted">{empty}</p> : null}
    </>
  );
}
