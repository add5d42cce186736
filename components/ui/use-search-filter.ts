"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** One filter kept in the page's address, so that it can be shared and survives going back. */
export function useSearchFilter(name: string): readonly [string | undefined, (value: string | undefined) => void] {
  const params = useSearchParams();
  const path = usePathname();
  const set = useCallback(
    (value: string | undefined) => {
      const next = new URLSearchParams(window.location.search);
      if (value === undefined || value === "") next.delete(name);
      else next.set(name, value);
      window.history.replaceState(null, "", next.size > 0 ? `${path}?${next}` : path);
    },
    [name, path],
  );
  return [params.get(name) ?? undefined, set];
}
