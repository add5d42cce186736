import type { Logger } from "pino";
import type { Pool } from "pg";
import type { ActionContext, DatabaseSession, OutboundRequest, Reply } from "#lib/connectors/define.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Json } from "#lib/json.ts";
import type { RegionProgress, RegionRequest } from "#lib/pipeline/region-request.ts";
import type { Sandbox } from "#lib/sandbox/sandbox.ts";
import type { LoadedRun, OpenStep, Tries } from "./load-run.ts";
import type { Outside } from "./outside.ts";
import type { RunDriver } from "./run-driver.ts";
import type { RunRecorder, StepRecord } from "./run-recorder.ts";
import type { Trace, Traced } from "./trace.ts";

/** The way out that a step is given: adds the connection's credential, refuses private addresses, masks secrets. */
export type Send = (node: PlanNode, request: OutboundRequest, options: { signal: AbortSignal; timeoutMs: number }) => Promise<Reply>;
export type OpenDatabase = (node: PlanNode, options: { signal: AbortSignal; timeoutMs: number; readOnly: boolean }) => Promise<DatabaseSession>;

/** What runs need of the process they run in. */
export interface EngineServices {
  pool: Pool;
  driver: RunDriver;
  log: Logger;
  /** Out of a workspace. */
  wayOut(workspaceId: string): { send: Send; database: OpenDatabase };
  /** For a run. */
  publish(run: { workspaceId: string; flowId: string; runId: string }, event: Parameters<ActionContext["publish"]>[0]): ReturnType<ActionContext["publish"]>;
  sandbox: Sandbox;
  /** Moves a records region on, in its own process. */
  region(request: RegionRequest, signal: AbortSignal): Promise<RegionProgress>;
}

/** One node of one run, as its step sees it. A step may be begun again: what is recorded tells it where it stands. */
export interface StepRun {
  run: LoadedRun;
  node: PlanNode;
  scope: ReadonlyMap<string, Json>;
  recorder: RunRecorder;
  services: EngineServices;
  /** Aborts when the run is taken away or cancelled. */
  signal: AbortSignal;
  /** Set when it was under way before. */
  open: OpenStep | undefined;
  tries: Tries;
  /** In a test-run: what of its settings is simulated; all that is, for a region. */
  traced: Traced | null;
  trace: Trace | null;
  /** What came from outside for this run: events, decisions, children. */
  outside(): Promise<Outside>;
  /** Resolves when everything recorded so far is committed. */
  commit(): Promise<void>;
}

/** Where a step stands after it was begun. `also` records what belongs into the same write as the step's own end. */
export type StepEnd = { also?: () => void } & (
  | { end: "succeeded"; port: string; output?: Json; record?: Partial<StepRecord> }
  | { end: "failed"; error: RunError; record?: Partial<StepRecord> }
  /** Begun again at `until`, or when something happens outside. */
  | { end: "parked"; until: Date | null; state?: OpenStep }
);
