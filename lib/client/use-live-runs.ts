"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { keepStream } from "./keep-stream.ts";

function idsIn(data: string): string[] {
  try {
    const list: unknown = JSON.parse(data);
    return Array.isArray(list) ? list.filter((id): id is string => typeof id === "string") : [];
  } catch {
    return [];
  }
}

/** A moment without a connection is not worth a word: at the start there is none yet. */
const wordsAfterMs = 1_000;
const retryMs = 500;
const lastRetryMs = 4_000;

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
  /** Gets the runs that changed; none when they are not known. The next call waits until this one is done; one that fails is made again soon. */
  onChange: (runs: readonly string[]) => Promise<unknown>;
  /** People changed a flow or a connection, or may have. */
  onFlowChange?: (() => void) | undefined;
}

/** Listens to the server's stream of changed runs for as long as the component is mounted; true while it cannot. */
export function useLiveRuns({ workspace, run, enabled = true, everyMs = 500, pollMs = 10_000, onChange, onFlowChange }: LiveRuns): boolean {
  const tell = useEffectEvent(onChange);
  const tellFlows = useEffectEvent(() => onFlowChange?.());
  const [isLost, setIsLost] = useState(false);
  useEffect(() => {
    if (!enabled) return undefined;
    const query = new URLSearchParams({ workspace, ...(run === undefined ? {} : { run }) });
    const changed = new Set<string>();
    let timer = setTimeout(flush, pollMs);
    let words: ReturnType<typeof setTimeout> | undefined;
    let busy = false;
    let closed = false;
    let turn = 0;
    let failures = 0;
    function schedule(ms: number) {
      clearTimeout(timer);
      if (!closed && !busy) timer = setTimeout(flush, ms);
    }
    function flush() {
      const runs = [...changed];
      changed.clear();
      turn += 1;
      const mine = turn;
      busy = true;
      void tell(runs).then(() => { failures = 0; }, () => { failures += 1; }).then(() => {
        if (mine !== turn) return;
        busy = false;
        schedule(failures > 0 ? Math.min(pollMs, lastRetryMs, retryMs * 2 ** (failures - 1)) : changed.size > 0 ? everyMs : pollMs);
      });
    }
    const stop = keepStream(`/api/v1/runs/stream?${query}`, {
      on: {
        // Whatever happened before the server began to listen was not told; a question from before the gap may hang.
        hello: () => {
          turn += 1;
          busy = false;
          failures = 0;
          schedule(0);
          tellFlows();
        },
        runs: (data) => {
          const first = changed.size === 0;
          for (const id of idsIn(data)) changed.add(id);
          if (first && changed.size > 0) schedule(everyMs);
        },
        changes: () => tellFlows(),
      },
      onConnected: (connected) => {
        if (!connected) return void (words ??= setTimeout(() => setIsLost(true), wordsAfterMs));
        clearTimeout(words);
        words = undefined;
        setIsLost(false);
      },
    });
    return () => {
      closed = true;
      clearTimeout(timer);
      clearTimeout(words);
      setIsLost(false);
      stop();
    };
  }, [workspace, run, enabled, everyMs, pollMs]);
  return isLost;
}
