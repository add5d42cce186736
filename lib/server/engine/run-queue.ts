import type { ClientBase } from "pg";

export interface QueueWorker {
  id: string;
  startedAt: Date;
  seenAt: Date;
  /** Of the Millrace that runs there; null for one that did not say. */
  version: string | null;
  isAlive: boolean;
  /** Jobs under its lease. */
  held: number;
}

export interface QueueShare {
  workspaceId: string;
  due: number;
  sleeping: number;
  running: number;
  oldestDueMs: number | null;
}

/** Where a job stands in a list: by time, then by id. */
export interface JobPlace {
  dueAt: string;
  job: string;
  key: string;
}

export interface QueueJob extends JobPlace {
  due: Date | null;
  runId: string;
  workspaceId: string;
  kind: string;
  attempt: number;
  crashes: number;
  /** Names this lease for ever. */
  fence: number;
  leasedBy: string | null;
  leaseUntil: Date | null;
}

export interface JobsAsked {
  state: "due" | "leased" | "sleeping" | "suspect";
  workspaceId: string | null;
  after: JobPlace | null;
  limit: number;
}

/** The queue as the instance's admin sees it: ids and counts, no payload. Every list is bounded. */
export interface RunQueue {
  workers(): Promise<QueueWorker[]>;
  /** Those that have waited longest first; each count goes up to `countedTo`. */
  groups(): Promise<{ countedTo: number; groups: QueueShare[] }>;
  /** Set aside because they ended their process too often, the latest first. */
  quarantined(): Promise<{ runId: string; workspaceId: string; at: Date }[]>;
  jobs(asked: JobsAsked): Promise<QueueJob[]>;
  /** Ends one lease; null when it is over. The caller fences its holder off in the same transaction (`releaseRuns`). */
  handBack(client: Pick<ClientBase, "query">, lease: { job: string; key: string; fence: number }): Promise<{ workspaceId: string; runId: string } | null>;
}
