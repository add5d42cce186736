"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { useNow } from "#components/ui/use-now.ts";
import type { EventFilter } from "#lib/client/queries/events.ts";
import { periodOf } from "./period-of.ts";

const names = ["name", "id", "key", "text", "source", "flow", "state", "period", "since", "until"] as const;
type Name = (typeof names)[number];
export type EventFilterValues = Partial<Record<Name, string>>;

const everyMinute = 60_000;

/** The filters of the event log, as the page's address holds them. */
export function useEventFilter(): { values: EventFilterValues; filter: EventFilter; count: number; set: (changes: EventFilterValues) => void } {
  const params = useSearchParams();
  const path = usePathname();
  const query = params.toString();
  const values = useMemo((): EventFilterValues => {
    const read = new URLSearchParams(query);
    return Object.fromEntries(names.flatMap((name) => (read.get(name) ? [[name, read.get(name)]] : [])));
  }, [query]);
  const now = useNow(values.period === undefined ? null : everyMinute);
  const filter = useMemo((): EventFilter => {
    const { period, ...rest } = values;
    return { ...rest, ...periodOf(period, now) } as EventFilter;
  }, [values, now]);
  const set = (changes: EventFilterValues): void => {
    const next = Object.entries({ ...values, ...changes }).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "");
    const text = new URLSearchParams(next).toString();
    window.history.replaceState(null, "", text === "" ? path : `${path}?${text}`);
  };
  return { values, filter, count: Object.keys(values).length, set };
}
