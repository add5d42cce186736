import type { StepRun } from "#lib/contracts/runs.schema.ts";

interface Tried {
  startedAt: string;
  finishedAt: string | null;
}

/**
 * From the beginning of a step's first try to the end of its last, in ms: the one number that is said of it, wherever.
 * Null while it goes on and when it never began.
 */
export function stepTook({ attempts = [], startedAt, finishedAt }: Pick<StepRun, "startedAt" | "finishedAt"> & { attempts?: readonly Tried[] }): number | null {
  const began = attempts.map((attempt) => Date.parse(attempt.startedAt));
  const ended = attempts.map((attempt) => (attempt.finishedAt === null ? null : Date.parse(attempt.finishedAt)));
  if (ended.includes(null)) return null;
  if (began.length > 0) return Math.max(...ended.map(Number)) - Math.min(...began);
  return startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt);
}
