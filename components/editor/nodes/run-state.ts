import { stepTook } from "#components/runs/step-took.ts";
import { formatDuration } from "#components/ui/format-duration.ts";
import type { Signal } from "#components/ui/signal.ts";
import type { StepRun } from "#lib/contracts/runs.schema.ts";

/** What the canvas needs of a step run; a `StepRun` of the API fits. */
export type StepState = Pick<StepRun, "node" | "status" | "startedAt" | "finishedAt"> &
  Partial<Pick<StepRun, "port" | "counts" | "simulated" | "reused" | "late">> & { attempts?: StepRun["attempts"] };

/** How a node in a run is painted: the mark, the word and what the foot says. */
export interface NodeRunState {
  /** Null where versions are compared: a difference is no state. */
  signal: Signal | null;
  diff?: "added" | "removed" | "changed";
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
} as const satisfies Record<StepState["status"], { signal: Signal; word: string }>;

const amount = new Intl.NumberFormat("en-US");

/** What records did there, in the two words that matter most; null where none came. */
function countWords({ counts }: StepState): string | null {
  if (!counts || counts.in + counts.out + counts.written === 0) return null;
  const main = counts.written > 0 ? `${amount.format(counts.written)} stored` : `${amount.format(counts.out)} on`;
  if (counts.rejected > 0) return `${main}, ${amount.format(counts.rejected)} rejected`;
  return counts.filtered > 0 ? `${main}, ${amount.format(counts.filtered)} dropped` : main;
}

function flagWord({ simulated, reused, late }: StepState): string | null {
  if (simulated) return "simulated";
  if (reused) return "reused";
  return late ? "late" : null;
}

export function runStateOf(step: StepState): NodeRunState {
  const { signal, word } = signals[step.status];
  const tookMs = stepTook(step);
  const took = tookMs === null ? null : formatDuration(tookMs);
  const tries = step.attempts && step.attempts.length > 1 ? `${step.attempts.length} tries` : null;
  const flag = flagWord(step);
  const said = step.status === "succeeded" ? (countWords(step) ?? flag ?? took) : step.status === "failed" ? (tries ?? took) : (countWords(step) ?? word);
  return { signal, word: flag === null ? word : `${word}, ${flag}`, foot: said ?? word };
}
