import type { ActionContext, DatabaseSession, OutboundRequest, Reply } from "#lib/connectors/define.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { Sandbox } from "#lib/sandbox/sandbox.ts";
import type { RecordScope } from "./frame.ts";
import type { Held, RegionStores } from "./region-stores.ts";

/** A node's way out. */
export interface Access {
  publish: ActionContext["publish"];
  /** Of a system that comes with the product. */
  baseUrl?: string | undefined;
  send(request: OutboundRequest, options: { signal: AbortSignal; timeoutMs: number }): Promise<Reply>;
  database(options: { signal: AbortSignal; timeoutMs: number; readOnly: boolean }): Promise<DatabaseSession>;
}

/** One record's call of another flow. */
export interface FlowCall {
  held: Held;
  origin: string;
  node: string;
  /** Names the called run: the same call is the same run. */
  effectKey: string;
  /** `flow`, `input`, and `wait` for its result or not. */
  input: JsonObject;
  isTest: boolean;
}

/** What regions need of the process they run in. */
export interface RegionDeps {
  stores: RegionStores;
  sandbox: Pick<Sandbox, "run">;
  open(run: Pick<Held, "workspaceId" | "flowId" | "runId">, node: PlanNode): Access;
  /** What the called run answers. @throws what explains why it did not, or a fault of our database. */
  callFlow(call: FlowCall, signal: AbortSignal): Promise<Json>;
  /** An error as a record or a region shows it. */
  describe(error: unknown, node: string, attempts: number): RunError;
  /** Whether settings, values or the other side explain it; everything else is a fault of ours, and reported. */
  isExplained(error: unknown): boolean;
  /** Milliseconds since 1970 by the clock that says what is due. */
  now(): number;
  onFault(error: unknown, where: { runId: string; node: string }): void;
}

/** What the nodes of one region share while it is open. */
export interface RegionContext {
  readonly deps: RegionDeps;
  readonly held: Held;
  readonly origin: string;
  readonly isTest: boolean;
  readonly now: string;
  readonly scope: RecordScope;
  readonly signal: AbortSignal;
}

const defaultTimeoutMs = 30_000;

export function timeoutOf(node: PlanNode): number {
  return node.settings.timeoutMs ?? defaultTimeoutMs;
}

export interface Outside {
  context: Omit<ActionContext, "effectKey" | "publish">;
  /** Ends what was opened. */
  end(): Promise<void>;
}

/** What a runtime may touch, until it is ended. */
export function outsideOf(access: Access, node: PlanNode, signal: AbortSignal, readOnly: boolean): Outside {
  const timeoutMs = timeoutOf(node);
  const opened = new Set<Promise<DatabaseSession>>();
  return {
    context: {
      baseUrl: access.baseUrl,
      send: (request) => access.send(request, { signal, timeoutMs }),
      database() {
        const session = access.database({ signal, timeoutMs, readOnly });
        opened.add(session);
        return session;
      },
      readOnly,
      signal,
    },
    async end() {
      await Promise.allSettled([...opened].map(async (session) => (await session).end()));
    },
  };
}

/** The error as it is shown; what nothing explains is reported first. */
export function describeFault({ deps, held }: Pick<RegionContext, "deps" | "held">, error: unknown, node: string, attempts = 1): RunError {
  if (!deps.isExplained(error)) deps.onFault(error, { runId: held.runId, node });
  return deps.describe(error, node, attempts);
}
