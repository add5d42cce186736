"use client";

import type { Flow } from "#lib/contracts/flows.schema.ts";
import { useSaveWords } from "./use-save-words.ts";

/** What became of the draft, and what runs. */
export function SaveLine({ flow }: { flow: Flow }) {
  const { draft, live, bad } = useSaveWords(flow);
  return (
    <span className={bad ? "ed-saved small is-bad" : "ed-saved small faint"} role={bad ? "alert" : undefined}>
      {draft} {live}
    </span>
  );
}
