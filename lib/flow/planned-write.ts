import type { Json } from "#lib/json.ts";
import type { Path } from "./document.schema.ts";

/** A request that a test-run kept back, as it would have left; the connection's secret is added on the way out only. */
export interface PlannedRequest {
  kind: "request";
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
  /** Headers that are other in every run: the effect's key. */
  perRun: string[];
}

export interface PlannedStatement {
  kind: "statement";
  text: string;
  values: Json[];
}

/** An event that a test-run did not publish. */
export interface PlannedEvent {
  kind: "event";
  name: string;
  data: Json;
}

export type RowChange = "create" | "update" | "unchanged" | "reject" | "unknown";

/** A row of a sink: what would become of it, as far as the other side tells. */
export interface PlannedRow {
  kind: "row";
  into: string;
  change: RowChange;
  row: Json;
  /** Why it would be rejected. */
  reason?: string;
}

/** What would keep the write from being made, in words. */
export interface PlannedProblem {
  kind: "problem";
  message: string;
}

export type PlannedAct = PlannedRequest | PlannedStatement | PlannedEvent | PlannedRow | PlannedProblem;

/** A value in a planned write that stands in for one that only a real run has. */
export interface DependsOn {
  /** The setting that reads it. */
  field: string;
  node: string;
  path: Path;
}

export interface PlannedWrite {
  act: PlannedAct;
  /** Empty: the real run sends exactly this. */
  depends: DependsOn[];
  /** Whether it is sent at all was decided by a simulated value. */
  undecided: boolean;
  /** Among records, the record's key. */
  record?: string;
}

/** What a test-run kept back at one step, and what stood in for its result. */
export interface StepPlan {
  writes: PlannedWrite[];
  standIn: "mock" | "output" | "sample";
}
