import { formatDuration } from "#components/ui/format-duration.ts";
import type { Signal } from "#components/ui/signal.ts";
import type { StepRun } from "#lib/contracts/runs.schema.ts";

/** What the canvas needs of a step run; a `StepRun` of the API fits. */
export type StepState = Pick<StepRun, "node" | "status" | "startedAt" | "finishedAt"> & { port?: string | null; attempts?: readonly unknown[] };

/** How a node in a run is painted: the mark, the word and what the foot says. */
export interface NodeRunState {
  signal: Signal;
  word: string;
  foot: string;
}

const signals = {
  running: { signal: "running", word: "running" },
  waiting: { signal: "waiting", word: "waiting" },
  succeeded: { signal: "success", word: "succeeded" },
  failed: { signal: "failed", word: "failed" },
  skipped: { signal: "skipped", word: "skipped" },
  cancelled: { signal: "cancelled", word: "cancelled" },
} as const satisfies Record<StepState["status"], { signal: NodeRunState["signal"]; word: string }>;

export function runStateOf(step: StepState): NodeRunState {
  const { signal, word } = signals[step.status];
  const took = step.startedAt && step.finishedAt ? formatDuration(Date.parse(step.finishedAt) - Date.parse(step.startedAt)) : null;
  const tries = step.attempts && step.attempts.length > 1 ? `${step.attempts.length} tries` : null;
  const said = step.status === "succeeded" ? took : step.status === "failed" ? (tries ?? took) : word;
  return { signal, word, foot: said ?? word };
}
