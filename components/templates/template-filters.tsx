"use client";

import { SlidersHorizontal } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PatternGlyph, patternNames } from "#components/ui/pattern-glyph.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { patterns } from "#lib/flow/pattern.ts";
import { goalWords } from "./goal-words.ts";
import { isSampleSystem } from "./systems-in-words.ts";
import { originWords } from "./template-words.ts";
import type { TemplateFilterState } from "./use-template-filter.ts";

export interface TemplateFiltersProps {
  state: TemplateFilterState;
  systems: readonly { id: string; title: string }[];
  types: NodeTypes;
  /** Where those of the workspace are kept. */
  own: string;
}

function options(all: string, entries: readonly (readonly [string, string])[]) {
  return [{ value: "", label: all }, ...entries.map(([value, label]) => ({ value, label }))];
}

/** Pattern first, then system, goal and origin; those are folded on narrow screens. */
export function TemplateFilters({ state: { filter, set }, systems, types, own }: TemplateFiltersProps) {
  const [isOpen, setOpen] = useState(false);
  const more = useId();
  const chosen = [filter.system, filter.goal, filter.origin].filter((value) => value !== undefined).length;
  const made = new Set([...types.values()].map(({ pattern }) => pattern));
  // A webhook that answers is sync, whatever its trigger is called.
  const offered = patterns.filter((pattern) => made.has(pattern) || pattern === filter.pattern || (pattern === "sync" && made.has("event")));
  // One that no template has any more is kept, so that the page says what it is filtered by.
  const known = systems.some(({ id }) => id === filter.system) || filter.system === undefined ? systems : [...systems, { id: filter.system, title: filter.system }];
  const segments = [{ value: "all", face: "All" }, ...offered.map((pattern) => ({ value: pattern, face: <><PatternGlyph pattern={pattern} />{patternNames[pattern]}</> }))];
  return (
    <div className="tg-bar">
      <div className="tg-patterns"><Segmented label="Pattern" value={filter.pattern ?? "all"} segments={segments} onValue={(value) => set("pattern", value === "all" ? undefined : value)} /></div>
      <span className="only-narrow"><Button aria-expanded={isOpen} aria-controls={more} onClick={() => setOpen(!isOpen)}><SlidersHorizontal className="ic ic-s" aria-hidden />{chosen === 0 ? "More filters" : `More filters (${chosen})`}</Button></span>
      <LinkButton className="tg-own" href={own} prefetch={false}>Templates of this workspace</LinkButton>
      <div id={more} className={classes("tg-more", isOpen && "is-open")}>
        <Select aria-label="System" value={filter.system ?? ""} options={options("Any system", known.map(({ id, title }) => [id, isSampleSystem(id) ? `${title} (to try out)` : title] as const))} onValue={(value) => set("system", value)} />
        <Select aria-label="Goal" value={filter.goal ?? ""} options={options("Any goal", Object.entries(goalWords))} onValue={(value) => set("goal", value)} />
        <Select aria-label="Whose" value={filter.origin ?? ""} options={options("From anybody", Object.entries(originWords))} onValue={(value) => set("origin", value)} />
      </div>
    </div>
  );
}
