"use client";

import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { isMissingPart } from "./is-missing-part.ts";

interface LazyPartOptions {
  /** Shown until it is there. */
  waiting?: ReactNode;
  /** Shown when there is no network to load it. */
  missing?: ComponentType;
}

function PartMissing() {
  return <p role="status" className="small muted">This part of the page did not load. It is tried again until it does.</p>;
}

const firstRetryMs = 500;
const lastRetryMs = 15_000;

/**
 * A part of the page that is loaded when it is first shown. Where that fails the page around it stays as it is, and the
 * part comes with network and server; `next/dynamic` would take the whole page down, and for good.
 */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>, { waiting = null, missing: Missing = PartMissing }: LazyPartOptions = {}): ComponentType<Props> {
  let known: ComponentType<Props> | undefined;
  return function LazyPart(props: Props) {
    const [Part, setPart] = useState(() => known);
    const [problem, setProblem] = useState<unknown>(null);
    useEffect(() => {
      if (Part) return;
      let isGone = false;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let failures = 0;
      const attempt = () => {
        clearTimeout(timer);
        void load().then((part) => {
          known = part;
          if (!isGone) setPart(() => part);
        }, (error: unknown) => {
          if (isGone) return;
          setProblem(error);
          if (isMissingPart(error)) timer = setTimeout(attempt, Math.min(lastRetryMs, firstRetryMs * 2 ** failures));
          failures += 1;
        });
      };
      attempt();
      window.addEventListener("online", attempt);
      return () => {
        isGone = true;
        clearTimeout(timer);
        window.removeEventListener("online", attempt);
      };
    }, [Part]);
    if (Part) return <Part {...props} />;
    if (problem === null) return waiting;
    if (!isMissingPart(problem)) throw problem;
    return <Missing />;
  };
}
