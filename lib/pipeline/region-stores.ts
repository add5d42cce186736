import type { Plan } from "#lib/flow/plan.ts";
import type { NodeCounts } from "#lib/flow/region-counts.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Json } from "#lib/json.ts";
import type { RegionTrace } from "./frame-trace.ts";
import type { RegionRequest } from "./region-request.ts";

export type Counts = { [node: string]: NodeCounts };
export type Samples = { [node: string]: Json[] };

/** How much a collect holds: items, and characters of their JSON. */
export interface Gathered {
  items: number;
  chars: number;
}

/** Whose region it is; every write checks that the run still has this fence and is not final. */
export interface Held {
  workspaceId: string;
  flowId: string;
  runId: string;
  source: string;
  fence: number;
}

/** How far a region has come, as committed. */
export interface RegionState {
  status: "running" | "succeeded" | "failed";
  cursor: Json;
  /** Number of the last committed chunk. */
  chunk: number;
  /** Pages of the chunk under way, once they are fixed. */
  planned: number | null;
  counts: Counts;
  samples: Samples;
  /** Failed tries of the chunk under way, and when the next one is due. */
  failures: number;
  retryAt: Date | null;
  error: RunError | null;
  /** Of a test-run. */
  trace?: RegionTrace | null;
}

/**
 * Chunks that runs of the same origin made before this one. Sinks know rows by (origin, node, chunk), so a replay has to
 * cut the same chunks: by their records, and the one under way by its pages.
 */
export interface EarlierChunks {
  records: readonly number[];
  planned: number | null;
}

export interface LoadedRegion {
  /** What the sinks' rows and the effects' keys are named by. */
  origin: string;
  plan: Plan;
  /** What settled before the region began, by node. */
  outputs: ReadonlyMap<string, Json>;
  /** The run's start as ISO text (SEMANTICS step-1). */
  now: string;
  state: RegionState | null;
  earlier: EarlierChunks;
}

export interface Reject {
  node: string;
  key: string;
  record: Json;
  error: RunError;
}

/** Everything that becomes true at once when a chunk ends (SEMANTICS region-4), or when a region fails within one. */
export interface ChunkWrite {
  number: number;
  /** False: the region failed before the chunk was whole, so its cursor, keys and items do not count. */
  passes: boolean;
  status: RegionState["status"];
  error: RunError | null;
  cursor: Json;
  totals: Counts;
  /** Of this chunk alone. */
  counts: Counts;
  durationMs: number;
  /** Null: as they were. */
  samples: Samples | null;
  /** Of a test-run, with all chunks before. */
  trace?: RegionTrace | null;
  rejects: readonly Reject[];
  keys: readonly { node: string; key: Buffer }[];
  items: readonly { node: string; place: number; item: string }[];
  /** Of what the source reads, when its cursor is kept for the next run. */
  identity: string | null;
}

export interface EffectStart {
  key: string;
  node: string;
  recordKey: string;
}

/** What the ledger knew of an effect before this batch; absent when nothing. */
export type EarlierEffect = { status: "confirmed"; result: Json } | { status: "unknown" };

export type EffectEnd = { key: string; status: "confirmed"; result: Json } | { key: string; status: "refused" | "unknown" };

/**
 * Where regions keep what must outlive their process. Writes give false when the run is lost; anything thrown is a fault
 * of the database, and the slice may be repeated.
 */
export interface RegionStores {
  /** Null when the run is final, gone or held by another fence. */
  load(request: RegionRequest): Promise<LoadedRegion | null>;
  begin(held: Held, identity: string, start: { cursor: Json; chunk: number }): Promise<boolean>;
  plan(held: Held, pages: number): Promise<boolean>;
  write(held: Held, chunk: ChunkWrite): Promise<boolean>;
  postpone(held: Held, failures: number, retryAt: Date, error: RunError): Promise<boolean>;
  /** Takes the source's cursor for this run, unless an unfinished run has it (SEMANTICS region-8). */
  hold(held: Held, identity: string): Promise<{ cursor: Json } | { heldBy: string }>;
  /** Ends the run that holds a source, for the setting `cancel`. */
  cancelRun(workspaceId: string, runId: string): Promise<void>;
  /** Those of the keys that a deduplicate has seen before, as base64url. */
  seen(held: Held, node: string, keys: readonly Buffer[]): Promise<Set<string>>;
  collected(held: Held, node: string): Promise<Gathered>;
  items(held: Held, node: string): Promise<Json[]>;
  /** SEMANTICS step-4; `own` is what the node's own idempotency key came to. */
  effectKey(origin: string, held: Held, node: string, recordKey: string, own: Json | undefined): string;
  /** Writes `sent` for each, but for those that are confirmed; null when the run is lost (SEMANTICS step-5). */
  sending(held: Held, effects: readonly EffectStart[]): Promise<Map<string, EarlierEffect> | null>;
  settle(held: Held, ends: readonly EffectEnd[]): Promise<void>;
}

