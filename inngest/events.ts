import type { Pattern } from "#lib/flow/pattern.ts";

/** Asks for a run; one event a pattern, as each pattern has a function of its own. Ids only: payloads and secrets stay in our tables. */
export function runRequested(pattern: Pattern): string {
  return `millrace/run.${pattern}.requested`;
}

/** Ends a run's wait early. A condition that names the run by id is all that any executor has to understand. */
export const runWake = { event: "millrace/run.wake", condition: "event.data.runId == async.data.runId" };

/** Tells an Inngest server that a run was cancelled; its function run ends there too. */
export const runCancelled = { event: "millrace/run.cancelled", condition: runWake.condition };

export interface RunRequested {
  runId: string;
  workspaceId: string;
  pattern: Pattern;
  /** Counts the function runs of one run, from 1: a long run goes on in another one (SEMANTICS region-6). */
  part: number;
  /** How often an Inngest server was told of the run anew; absent with the embedded executor, which forgets none. */
  round?: number;
}
