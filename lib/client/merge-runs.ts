import type { InfiniteData } from "@tanstack/react-query";
import type { Run } from "#lib/contracts/runs.schema.ts";

export interface RunPage {
  runs: Run[];
  next: string | null;
}

/**
 * The list with its newest part replaced by a fresh first page. Ids sort by time, so everything from the fresh page's
 * last run on is taken from it (and what is no longer there is gone); older rows stay, but for the `updated` ones.
 */
export function mergeRuns(
  list: InfiniteData<RunPage, string | null>,
  fresh: RunPage,
  updated: ReadonlyMap<string, Run | null>,
): InfiniteData<RunPage, string | null> {
  const oldestFresh = fresh.next === null ? "" : (fresh.runs.at(-1)?.id ?? "");
  const pages = list.pages.map((page) => ({
    ...page,
    runs: page.runs.filter((run) => run.id < oldestFresh).flatMap((run) => (updated.has(run.id) ? (updated.get(run.id) ?? []) : run)),
  }));
  const [first, ...rest] = pages;
  if (!first) return { pages: [fresh], pageParams: [null] };
  const kept = first.runs.length > 0 || rest.some((page) => page.runs.length > 0);
  if (!kept) return { pages: [fresh], pageParams: [null] };
  return { ...list, pages: [{ runs: [...fresh.runs, ...first.runs], next: first.next }, ...rest] };
}
