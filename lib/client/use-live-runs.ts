"use client";

import { useEffect, useEffectEvent } from "react";

function idsIn(data: unknown): string[] {
  try {
    const list: unknown = JSON.parse(String(data));
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
  /** Changes are gathered for this long. */
  everyMs?: number | undefined;
  /** Signals are a hint and may be lost, so `onChange` is also called after this long without one. */
  pollMs?: number | undefined;
  /** Gets the runs that changed; none when they are not known. The next call waits until this one is done. */
  onChange: (runs: readonly string[]) => Promise<unknown>;
}

/** Listens to the server's stream of changed runs for as long as the component is mounted. */
export function useLiveRuns({ workspace, run, enabled = true, everyMs = 500, pollMs = 10_000, onChange }: LiveRuns): void {
  const tell = useEffectEvent(onChange);
  useEffect(() => {
    if (!enabled) return undefined;
    const query = new URLSearchParams({ workspace, ...(run === undefined ? {} : { run }) });
    const source = new EventSource(`/api/v1/runs/stream?${query}`);
    const changed = new Set<string>();
    let timer = setTimeout(flush, pollMs);
    let busy = false;
    let closed = false;
    let greeted = false;
    function schedule(ms: number) {
      clearTimeout(timer);
      if (!closed && !busy) timer = setTimeout(flush, ms);
    }
    function flush() {
      const runs = [...changed];
      changed.clear();
      busy = true;
      void tell(runs).catch(() => undefined).then(() => {
        busy = false;
        schedule(changed.size > 0 ? everyMs : pollMs);
      });
    }
    source.addEventListener("hello", () => {
      // The first greeting comes with the page; each later one means that changes may have been missed.
      if (greeted) schedule(0);
      greeted = true;
    });
    source.addEventListener("runs", (event) => {
      const first = changed.size === 0;
      for (const id of idsIn(event.data)) changed.add(id);
      if (first && changed.size > 0) schedule(everyMs);
    });
    return () => {
      closed = true;
      clearTimeout(timer);
      source.close();
    };
  }, [workspace, run, enabled, everyMs, pollMs]);
}
