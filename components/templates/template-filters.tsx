"use client";

import { PatternGlyph, patternNames } from "#components/ui/pattern-glyph.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { patterns } from "#lib/flow/pattern.ts";
import { goalWords } from "./goal-words.ts";
import { originWords } from "./template-words.ts";
import type { TemplateFilterState } from "./use-template-filter.ts";

export interface TemplateFiltersProps {
  state: TemplateFilterState;
  systems: readonly { id: string; title: string }[];
  types: NodeTypes;
}

function options(all: string, entries: readonly (readonly [string, string])[]) {
  return [{ value: "", label: all }, ...entries.map(([value, label]) => ({ value, label }))];
}

/** Pattern first, then system, goal and origin. */
export function TemplateFilters({ state: { filter, set }, systems, types }: TemplateFiltersProps) {
  const made = new Set([...types.values()].map(({ pattern }) => pattern));
  // A webhook that answers is sync, whatever its trigger is called.
  const offered = patterns.filter((pattern) => made.has(pattern) || pattern === filter.pattern || (pattern === "sync" && made.has("event")));
  // One that no template has any more is kept, so that the page says what it is filtered by.
  const known = systems.some(({ id }) => id === filter.system) || filter.system === undefined ? systems : [...systems, { id: filter.system, title: filter.system }];
  const segments = [{ value: "all", face: "All" }, ...offered.map((pattern) => ({ value: pattern, face: <><PatternGlyph pattern={pattern} />{patternNames[pattern]}</> }))];
  return (
    <div className="tg-bar">
      <div className="tg-patterns"><Segmented label="Pattern" value={filter.pattern ?? "all"} segments={segments} onValue={(value) => set("pattern", value === "all" ? undefined : value)} /></div>
      <Select aria-label="System" value={filter.system ?? ""} options={options("Any system", known.map(({ id, title }) => [id, title] as const))} onValue={(value) => set("system", value)} />
      <Select aria-label="Goal" value={filter.goal ?? ""} options={options("Any goal", Object.entries(goalWords))} onValue={(value) => set("goal", value)} />
      <Select aria-label="Whose" value={filter.origin ?? ""} options={options("From anybody", Object.entries(originWords))} onValue={(value) => set("origin", value)} />
    </div>
  );
}
