import type { RunError } from "#lib/flow/run-error.ts";
import type { Json } from "#lib/json.ts";

/** How a run stands after a write; `running` and `waiting` may still change. */
export type RunState = { status: "running" | "waiting" } | { status: "succeeded"; reason?: string } | { status: "failed"; error: RunError };

/** What a write made known, for whoever waits for the run. */
export interface Stored {
  state: RunState;
  /** The first `respond`'s answer; undefined while there is none. */
  answer: Json | undefined;
}
