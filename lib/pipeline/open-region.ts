import type { SourceRuntime } from "#lib/connectors/define.ts";
import { StepError } from "#lib/connectors/step-error.ts";
import { parseInput, sourceRuntime } from "#lib/connectors/registry.server.ts";
import type { PlanNode } from "#lib/flow/plan.ts";
import type { JsonObject } from "#lib/json.ts";
import { compileRegion, type RegionNode, type RegionProgram } from "./compile-region.ts";
import { fillOnce } from "./each-record.ts";
import { RecordScope } from "./frame.ts";
import type { OpenedRegion } from "./opened-region.ts";
import { describeFault, type RegionContext, type RegionDeps } from "./region-context.ts";
import { ChunkFailed } from "./region-error.ts";
import type { RegionProgress, RegionRequest } from "./region-request.ts";
import { doneProgress, failedProgress, sinkOutput } from "./region-result.ts";
import { RegionSession } from "./region-session.ts";
import type { Held, LoadedRegion, RegionState } from "./region-stores.ts";
import { isRun } from "./run-node.ts";
import { sourceIdentity } from "./source-identity.ts";
import { splitSource } from "./split-source.ts";

/** How often a run that waits for another one's source looks again. */
const heldAgainMs = 5_000;
const takeoversAtMost = 3;

type Filled = Pick<OpenedRegion, "source" | "input" | "settings">;
type Opening = { session: RegionSession } | { progress: RegionProgress };

function runtimeOf(node: PlanNode): SourceRuntime<unknown> {
  return (node.built === "split" ? splitSource : sourceRuntime(node.type)) as SourceRuntime<unknown>;
}

/** What is read, and with which settings; a mock of a source is the list of its records (SEMANTICS test-1). */
function reading({ node, standIn }: RegionNode, settings: ReadonlyMap<string, JsonObject>): { source: SourceRuntime<unknown>; input: unknown } {
  if (standIn?.error) throw new StepError(standIn.error.class as StepError["class"], "mocked", standIn.error.message);
  if (standIn) return { source: splitSource as SourceRuntime<unknown>, input: { list: standIn.value } };
  return { source: runtimeOf(node), input: parseInput(node.type, settings.get(node.id) ?? {}) };
}

/** Settings of the source and of whatever has some that are filled once. */
async function fillAll(context: RegionContext, program: RegionProgram): Promise<Map<string, JsonObject>> {
  const filled = new Map<string, JsonObject>();
  for (const node of [program.source, ...program.early, ...program.late]) if (isRun(node)) filled.set(node.node.id, await fillOnce(context, node));
  return filled;
}

function disabled(program: RegionProgram): RegionProgress {
  return doneProgress(program, {}, null, Object.fromEntries(program.sinks.map((sink) => [sink.node.id, sinkOutput(sink, {}, sink.node.built === "collect" ? { items: [] } : {})])));
}

/** Another run reads this source (SEMANTICS region-8): wait for it, leave it to that, or end that one. */
async function takeSource({ deps, held }: Pick<RegionContext, "deps" | "held">, node: PlanNode, identity: string): Promise<{ cursor: RegionState["cursor"] } | { progress: RegionProgress }> {
  const later: RegionProgress = { status: "later", until: new Date(deps.now() + heldAgainMs).toISOString(), why: "held" };
  for (let tries = 1; tries <= takeoversAtMost; tries += 1) {
    const taken = await deps.stores.hold(held, identity);
    if ("cursor" in taken) return taken;
    switch (node.settings.overlap ?? "wait") {
      case "wait":
        return { progress: later };
      case "skip":
        return { progress: { status: "skipped" } };
      case "cancel":
        await deps.stores.cancelRun(held.workspaceId, taken.heldBy);
    }
  }
  return { progress: later };
}

function freshState(cursor: RegionState["cursor"], chunk: number): RegionState {
  return { status: "running", cursor, chunk, planned: null, counts: {}, samples: {}, failures: 0, retryAt: null, error: null };
}

async function start(context: RegionContext, program: RegionProgram, loaded: LoadedRegion, request: RegionRequest, filled: Filled): Promise<Opening> {
  const { deps, held } = context;
  const { node } = program.source;
  const { source, input, settings } = filled;
  const name = sourceIdentity(node, source.identity(input));
  const identity = request.test === null && source.keepsCursor(input) ? name : null;
  let cursor: RegionState["cursor"] = null;
  if (identity !== null && loaded.state?.status !== "succeeded") {
    const taken = await takeSource(context, node, identity);
    if ("progress" in taken) return taken;
    ({ cursor } = taken);
  }
  // A kept cursor goes on where the chunks of earlier runs of this origin ended, so their numbers do too.
  const chunk = identity === null ? 0 : loaded.earlier.records.length;
  if (loaded.state === null && !(await deps.stores.begin(held, name, { cursor, chunk }))) return { progress: { status: "lost" } };
  const state = loaded.state ?? freshState(cursor, chunk);
  const region: OpenedRegion = { context, program, test: request.test, source, input, settings, identity, state, earlier: loaded.earlier };
  return { session: new RegionSession(region) };
}

/** Makes a region ready to go on from its last commit, or says at once how it stands. @throws faults of our database. */
export async function openRegion(deps: RegionDeps, request: RegionRequest, signal: AbortSignal): Promise<Opening> {
  const loaded = await deps.stores.load(request);
  if (loaded === null) return { progress: { status: "lost" } };
  const { workspaceId, flowId, runId, source, fence } = request;
  const held: Held = { workspaceId, flowId, runId, source, fence };
  const program = compileRegion(loaded.plan, source, request.test);
  const context: RegionContext = { deps, held, origin: loaded.origin, isTest: request.test !== null, now: loaded.now, scope: new RecordScope(loaded.outputs), signal };
  if (program.source.node.settings.disabled) return { progress: disabled(program) };
  const { state } = loaded;
  if (state?.status === "failed" && state.error) return { progress: failedProgress(program, state.counts, state.cursor, state.error) };
  let filled: Filled;
  try {
    const settings = await fillAll(context, program);
    filled = { settings, ...reading(program.source, settings) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ChunkFailed) throw error;
    return { progress: failedProgress(program, state?.counts ?? {}, state?.cursor ?? null, describeFault(context, error, source)) };
  }
  return await start(context, program, loaded, request, filled);
}
