import { present } from "#lib/assert.ts";
import { StepError } from "#lib/connectors/step-error.ts";
import { disabledPort } from "#lib/flow/ports.ts";
import { wholly } from "#lib/flow/taint.ts";
import type { JsonObject } from "#lib/json.ts";
import type { Chunk } from "./chunk.ts";
import { isOutsideSink, type RegionNode } from "./compile-region.ts";
import type { Frame } from "./frame.ts";
import { type OpenSink, writeToSink } from "./open-sink.ts";
import { planMocked, planSink } from "./plan-records.ts";
import type { RegionContext } from "./region-context.ts";
import { type ActionState, runActionNode } from "./run-action-node.ts";
import { runCallNode } from "./run-call-node.ts";
import { runCode } from "./run-code.ts";
import { runCollect } from "./run-collect.ts";
import { runDeduplicate } from "./run-deduplicate.ts";
import { runFlatten } from "./run-flatten.ts";
import { isInline, runInline } from "./run-inline.ts";

/** What the nodes of a region keep while it is open, by node. */
export interface NodeResources {
  /** Settings that are filled once. */
  settings: ReadonlyMap<string, JsonObject>;
  sinks: ReadonlyMap<string, OpenSink>;
  actions: ReadonlyMap<string, ActionState>;
}

/** Whether a node's settings are looked at: one that is turned off or mocked takes records whatever they are. */
export function isRun({ node, standIn }: RegionNode): boolean {
  return node.settings.disabled !== true && standIn?.always !== true;
}

async function passBy(context: RegionContext, from: RegionNode, frames: readonly Frame[], chunk: Chunk): Promise<void> {
  const { node, standIn } = from;
  if (standIn && node.kind === "sink" && node.built === undefined) await planSink(context, from, frames, chunk);
  else if (standIn) await planMocked(context, from, frames, chunk);
  for (const frame of frames) {
    if (standIn?.error) chunk.fail(from, frame, context.deps.describe(new StepError(standIn.error.class as StepError["class"], "mocked", standIn.error.message), node.id, 1), wholly);
    else if (node.kind === "sink") chunk.sample(node.id, frame.value);
    else if (standIn) chunk.substitute(from, frame, standIn.value);
    else chunk.pass(from, disabledPort(node), frame);
  }
}

/** One node takes the records that wait before it. @throws ChunkFailed, RegionFailed; what befalls a record stays with it. */
export async function runNode(context: RegionContext, from: RegionNode, resources: NodeResources, chunk: Chunk): Promise<void> {
  const { node } = from;
  const frames = chunk.take(node.id);
  if (frames.length === 0) return;
  if (!isRun(from)) return await passBy(context, from, frames, chunk);
  const once = resources.settings.get(node.id) ?? {};
  if (isInline(node.built)) return await runInline(context, from, node.built, frames, chunk);
  switch (node.built) {
    case undefined:
      if (isOutsideSink(from)) return await writeToSink(context, from, present(resources.sinks.get(node.id), "an open sink"), frames, chunk);
      return await runActionNode(context, from, once, present(resources.actions.get(node.id), "an action's state"), frames, chunk);
    case "flatten":
      return await runFlatten(context, from, frames, chunk);
    case "deduplicate":
      return await runDeduplicate(context, from, frames, chunk);
    case "code":
      return await runCode(context, from, { source: String(once["source"]) }, frames, chunk);
    case "call":
      return await runCallNode(context, from, once, frames, chunk);
    case "collect":
      return runCollect(from, Number(once["limit"] ?? defaultLimit), chunk.gathered(node.id), frames, chunk);
    default:
      throw new Error(`Invariant broken: ${node.type} does not stand among records`);
  }
}

const defaultLimit = 1_000;
