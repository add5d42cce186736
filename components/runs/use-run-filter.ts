"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { useNow } from "#components/ui/use-now.ts";
import type { RunFilter } from "#lib/client/queries/runs.ts";

/** The filters of the run list, as the page's address holds them. `period` is one of `periods`, counted back from now. */
export const filterNames = ["kind", "status", "flow", "version", "pattern", "period", "since", "until", "minMs", "code", "fingerprint", "tag", "key", "redrive", "left"] as const;
export type FilterName = (typeof filterNames)[number];
export type FilterValues = Partial<Record<FilterName, string>>;

export const periods: readonly { value: string; label: string; ms: number }[] = [
  { value: "1h", label: "Last hour", ms: 3_600_000 },
  { value: "24h", label: "Last 24 hours", ms: 86_400_000 },
  { value: "7d", label: "Last 7 days", ms: 7 * 86_400_000 },
  { value: "30d", label: "Last 30 days", ms: 30 * 86_400_000 },
];

const everyMinute = 60_000;

/** What the API is asked; a period begins at a whole minute, so that the question stays the same for a while. */
export function filterOf({ period, ...values }: FilterValues, now: number): RunFilter {
  const back = periods.find(({ value }) => value === period);
  const since = values.since ?? (back ? new Date(Math.floor((now - back.ms) / everyMinute) * everyMinute).toISOString() : undefined);
  return Object.fromEntries(Object.entries({ ...values, since }).filter(([, value]) => value !== undefined && value !== "")) as RunFilter;
}

interface RunFilterState {
  values: FilterValues;
  filter: RunFilter;
  /** How many filters are set, the kind of run aside. */
  count: number;
  set: (changes: FilterValues) => void;
  clear: () => void;
  /** As it stands in the address. */
  query: string;
}

export function useRunFilter(): RunFilterState {
  const params = useSearchParams();
  const path = usePathname();
  const query = params.toString();
  const values = useMemo((): FilterValues => {
    const read = new URLSearchParams(query);
    return Object.fromEntries(filterNames.flatMap((name) => (read.get(name) ? [[name, read.get(name)]] : [])));
  }, [query]);
  const go = useCallback((next: FilterValues) => {
    const text = new URLSearchParams(Object.entries(next).filter(([, value]) => value !== "")).toString();
    window.history.replaceState(null, "", text === "" ? path : `${path}?${text}`);
  }, [path]);
  const now = useNow(values.period === undefined ? null : everyMinute);
  const filter = useMemo(() => filterOf(values, now), [values, now]);
  return {
    values, filter, query,
    count: Object.keys(values).filter((name) => name !== "kind").length,
    set: (changes) => go(Object.fromEntries(Object.entries({ ...values, ...changes }).filter(([, value]) => value !== undefined && value !== "")) as FilterValues),
    clear: () => go(values.kind === undefined ? {} : { kind: values.kind }),
  };
}
