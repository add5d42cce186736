import type { ClientBase } from "pg";

export interface RunRequest {
  runId: string;
  workspaceId: string;
}

/** What executes runs, chosen by configuration alone (SEMANTICS sync-1); injected at boot, so use cases import no function. */
export interface RunDriver {
  readonly kind: "embedded" | "inngest";
  /** Makes runs due, inside the transaction that creates them: both are there or neither. */
  enqueue(client: Pick<ClientBase, "query">, runs: readonly RunRequest[]): Promise<void>;
  /** A hint after the commit that something is due; losing it costs a poll's delay, never a run. */
  wake(): void;
}
