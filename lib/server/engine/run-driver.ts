import type { ClientBase } from "pg";
import type { Pattern } from "#lib/flow/pattern.ts";
import type { NewbornRun } from "./newborn.ts";
import type { RunQueue } from "./run-queue.ts";

export interface RunRequest {
  runId: string;
  workspaceId: string;
  pattern: Pattern;
  /** Which function run of the run, from 1. */
  part?: number;
}

/** The queue as it stands: jobs by state, each counted up to `countedTo`, and the age of the oldest that should have started. */
export interface QueueHealth {
  queued: number;
  due: number;
  running: number;
  sleeping: number;
  quarantined: number;
  oldestDueMs: number;
  workers: number;
  countedTo: number;
  /** All jobs, by the database's statistics. */
  estimated: number | null;
  /** Until the next sleeper is due. */
  nextDueMs: number | null;
  /** Since the first start. */
  crashesEver: number;
  quarantinedEver: number;
  /** With an Inngest server: what keeps us from it (null: nothing does), and how much it was not told yet. */
  server?: { problem: string | null; outbox: number };
}

/** A run that this process moves on itself, through the same function that workers run. */
export interface RunHere {
  /** Keeps it for this process, in the transaction that stores it; others take it over when this process dies. */
  hold(client: Pick<ClientBase, "query">): Promise<void>;
  /** Once. `left`: somebody else goes on with it; `lost`: nothing of it was stored. */
  drive(run: NewbornRun): Promise<"ended" | "left" | "lost">;
  /** Nothing of it was stored after all. */
  leave(): void;
}

/** What executes runs, chosen by configuration alone (SEMANTICS sync-1); injected at boot, so use cases import no function. */
export interface RunDriver {
  readonly kind: "embedded" | "inngest";
  /** Makes runs due, inside the transaction that creates them: both are there or neither. */
  enqueue(client: Pick<ClientBase, "query">, runs: readonly RunRequest[]): Promise<void>;
  /** Ends the waits of runs, in the transaction that brings what they wait for. */
  wakeRuns(client: Pick<ClientBase, "query">, workspaceId: string, runs: readonly { runId: string; part: number }[]): Promise<void>;
  /** A run whose holders died at a step is past that step: their deaths do not count against the next one (SEMANTICS step-3). */
  gotOn?(run: { workspaceId: string; runId: string; part: number }): Promise<void>;
  /** A hint after the commit that something is due; losing it costs a poll's delay, never a run. */
  wake(): void;
  /** Takes a run on that its caller waits for; absent where this process only hands runs on (SEMANTICS sync-1). */
  begin?(run: RunRequest): Promise<RunHere>;
  health?(): Promise<QueueHealth>;
  /** What the instance admin sees and does; absent as `health` is. */
  queue?: RunQueue;
}
