import { useSearchFilter } from "#components/ui/use-search-filter.ts";
import type { TemplateFilter } from "#lib/client/queries/templates.ts";
import { patterns } from "#lib/flow/pattern.ts";
import { goalWords } from "./goal-words.ts";
import { originWords } from "./template-words.ts";

type Filters = Pick<TemplateFilter, "pattern" | "system" | "goal" | "origin" | "search">;

export interface TemplateFilterState {
  filter: Filters;
  set: (name: keyof Filters, value: string | undefined) => void;
  /** The same one in every render. */
  setSearch: (value: string | undefined) => void;
  clear: () => void;
}

function keyOf<Key extends string>(words: Readonly<Record<Key, string>>, value: string | undefined): Key | undefined {
  return (Object.keys(words) as Key[]).find((key) => key === value);
}

/** The gallery's filters, kept in the page's address; what is written there by hand and means nothing counts as unset. */
export function useTemplateFilter(): TemplateFilterState {
  const [pattern, setPattern] = useSearchFilter("pattern");
  const [system, setSystem] = useSearchFilter("system");
  const [goal, setGoal] = useSearchFilter("goal");
  const [origin, setOrigin] = useSearchFilter("origin");
  const [search, setSearch] = useSearchFilter("search");
  const setters = { pattern: setPattern, system: setSystem, goal: setGoal, origin: setOrigin, search: setSearch };
  const found: Filters = { pattern: patterns.find((one) => one === pattern), system: system?.slice(0, 64), goal: keyOf(goalWords, goal), origin: keyOf(originWords, origin), search: search?.slice(0, 200) };
  return {
    // Without keys that are unset, so that equal filters are one query.
    filter: Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && value !== "")) as Filters,
    set: (name, value) => setters[name](value),
    setSearch,
    clear: () => {
      for (const set of Object.values(setters)) set(undefined);
    },
  };
}
