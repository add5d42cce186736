import type { Json } from "#lib/json.ts";
import type { Issue } from "#lib/flow/issue.ts";

/** What a machine tells of a node; moments are milliseconds, or the walk's own count. */
export interface ObservedStep {
  status: string;
  port: string | null;
  flags: readonly string[];
  output: Json | undefined;
  began: number | null;
  ended: number | null;
  attempts: readonly { status: string; began: number; ended: number | null }[];
  /** States in the ledger. */
  effects?: readonly string[];
}

/** A request as the target received it. */
export interface ObservedCall {
  body: string;
  query: string;
  /** Its Idempotency-Key. */
  key: string | undefined;
  aborted: boolean;
}

export interface ObservedRegion {
  status: string;
  chunks: number;
  counts: { [node: string]: { [count: string]: number } };
  samples: { [node: string]: number };
  rejects: readonly { node: string; class: string; key: string }[];
  cursor: Json;
}

/** A run as a machine shows it, nodes by their names in the sketch. A machine leaves out what it does not know. */
export interface Observed {
  run: string;
  error: { class: string; code: string; node?: string | undefined; message: string } | null;
  handled: number;
  reason: string | null;
  response: Json;
  pattern: string;
  steps: ReadonlyMap<string, ObservedStep>;
  late: readonly string[];
  waits?: { [node: string]: string };
  regions?: { [source: string]: ObservedRegion };
  cursors?: { [source: string]: Json };
  children?: { [node: string]: Observed };
  /** Runs by flow and kind: `child`, `child test`, `self`. */
  runs?: { [flow: string]: number };
  called: ReadonlyMap<string, number>;
  calls?: ReadonlyMap<string, readonly ObservedCall[]>;
  /** All that the executor and the payloads hold, as text. */
  stored?: { executor: string; payloads: string };
}

export interface ObservedCheck {
  issues: readonly Issue[];
  pattern: string | null;
}
