"use client";

import { formatDuration } from "#components/ui/format-duration.ts";
import { useNow } from "#components/ui/use-now.ts";

export interface TookProps {
  startedAt: string | null;
  finishedAt: string | null;
  /** Counts on while it is not final. */
  final: boolean;
}

/** How long it took, or has taken so far. */
export function Took({ startedAt, finishedAt, final }: TookProps) {
  const running = startedAt !== null && finishedAt === null && !final;
  const now = useNow(running ? 1_000 : null);
  if (startedAt === null) return <span className="faint">–</span>;
  const end = finishedAt === null ? (running ? now : null) : new Date(finishedAt).getTime();
  return end === null ? <span className="faint">unknown</span> : formatDuration(end - new Date(startedAt).getTime());
}
