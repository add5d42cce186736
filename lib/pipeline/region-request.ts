import type { NodeCounts } from "#lib/flow/region-counts.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Taint } from "#lib/flow/taint.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { RegionTrace } from "./frame-trace.ts";

/** One records region of one run, by its source. Plain data: it crosses from process to process. */
export interface RegionRequest {
  workspaceId: string;
  flowId: string;
  runId: string;
  /** Of the run as its holder has it: the region writes nothing once it has moved. */
  fence: number;
  /** The source's node id. */
  source: string;
  /** Set for a test-run (SEMANTICS test-1): how many records are read, which nodes are withheld, results to use instead. */
  test: {
    records: number;
    simulate: readonly string[];
    mocks: { [node: string]: Json };
    /** Nodes that fail on purpose. */
    errors?: { [node: string]: { class: string; message: string } };
    /** What before the region is simulated. */
    taints?: { [node: string]: Taint };
  } | null;
}

/** How a region stands after a slice of it. */
export type RegionProgress =
  /** The slice ended: ask again at once. */
  | { status: "more" }
  /** A chunk failed and is due later, or another run reads this source. */
  | { status: "later"; until: string; why: "retry" | "held" }
  /** Another run reads this source, and this one leaves it to that (setting `overlap`). */
  | { status: "skipped" }
  /** `outputs` of the source (its summary) and of each sink. */
  | { status: "done"; outputs: { [node: string]: JsonObject }; counts: { [node: string]: NodeCounts }; trace?: RegionTrace }
  | { status: "failed"; error: RunError; summary: JsonObject; counts: { [node: string]: NodeCounts }; trace?: RegionTrace }
  /** Somebody else holds the run now, or it is final. */
  | { status: "lost" };
