"use client";

import type { KeyboardEvent, ReactNode } from "react";

export interface Tab<Id extends string> {
  id: Id;
  face: ReactNode;
}

export interface TabsProps<Id extends string> {
  /** Also the prefix of the panel's id: `TabPanel` with the same `set` belongs to it. */
  set: string;
  label: string;
  tabs: readonly Tab<Id>[];
  selected: Id;
  onSelect: (id: Id) => void;
}

/** Tabs of one place on the page (not navigation): arrow keys move and select. */
export function Tabs<Id extends string>({ set, label, tabs, selected, onSelect }: TabsProps<Id>) {
  function key(event: KeyboardEvent<HTMLDivElement>) {
    const at = tabs.findIndex((tab) => tab.id === selected);
    const to = { ArrowRight: (at + 1) % tabs.length, ArrowLeft: (at + tabs.length - 1) % tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = to === undefined ? undefined : tabs[to];
    if (!tab) return;
    event.preventDefault();
    onSelect(tab.id);
    event.currentTarget.querySelector<HTMLElement>(`#${CSS.escape(`${set}-tab-${tab.id}`)}`)?.focus();
  }
  return (
    <div className="tabs" role="tablist" aria-label={label} onKeyDown={key}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={`${set}-tab-${tab.id}`}
          aria-selected={tab.id === selected}
          aria-controls={tab.id === selected ? `${set}-panel-${tab.id}` : undefined}
          tabIndex={tab.id === selected ? 0 : -1}
          onClick={() => onSelect(tab.id)}
        >
          {tab.face}
        </button>
      ))}
    </div>
  );
}
