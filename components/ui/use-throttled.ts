"use client";

import { useCallback, useEffect, useEffectEvent, useRef } from "react";

/** Calls `act` at most once in `everyMs`: at once when it is long ago, else at the end of that time. */
export function useThrottled(act: () => void, everyMs: number): () => void {
  const run = useEffectEvent(act);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last = useRef(0);
  const fire = useRef<() => void>(() => undefined);
  useEffect(() => {
    fire.current = () => {
      timer.current = undefined;
      last.current = Date.now();
      run();
    };
    return () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, []);
  return useCallback(() => {
    timer.current ??= setTimeout(() => fire.current(), Math.max(0, last.current + everyMs - Date.now()));
  }, [everyMs]);
}
