"use client";

import { useEffect, useEffectEvent } from "react";

function idsIn(data: unknown): string[] {
  try {
    const value: unknown = JSON.parse(String(data));
    const list = typeof value === "object" && value !== null && "runs" in value ? value.runs : value;
    return Array.isArray(list) ? list.filter((id): id is string => typeof id === "string") : [];
  } catch {
    return [];
  }
}

export interface LiveRuns {
  workspace: string;
  /** Only this run. */
  run?: string | undefined;
  /** Off: no connection is kept. */
  enabled?: boolean | undefined;
  /** Changed runs, gathered for `everyMs`. Called with none after a connection was lost and found: read again. */
  onChange: (runs: readonly string[]) => void;
  everyMs?: number | undefined;
}

/** Listens to the server's stream of changed runs for as long as the component is mounted. */
export function useLiveRuns({ workspace, run, enabled = true, onChange, everyMs = 500 }: LiveRuns): void {
  const tell = useEffectEvent(onChange);
  useEffect(() => {
    if (!enabled) return undefined;
    const query = new URLSearchParams({ workspace, ...(run === undefined ? {} : { run }) });
    const source = new EventSource(`/api/v1/runs/stream?${query}`);
    const changed = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let greeted = false;
    function flush() {
      timer = undefined;
      const runs = [...changed];
      changed.clear();
      tell(runs);
    }
    source.addEventListener("hello", () => {
      // The first greeting comes with the page; each later one means that changes may have been missed.
      if (greeted) tell([]);
      greeted = true;
    });
    source.addEventListener("runs", (event) => {
      for (const id of idsIn(event.data)) changed.add(id);
      timer ??= setTimeout(flush, everyMs);
    });
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [workspace, run, enabled, everyMs]);
}
