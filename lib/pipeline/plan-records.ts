import { type Planning, planAction } from "#lib/connectors/plan-action.server.ts";
import { effectOf, planRows } from "#lib/connectors/registry.server.ts";
import { operationSpec } from "#lib/connectors/registry.ts";
import { resolveBinding, resolveValue } from "#lib/flow/bindings/resolve.ts";
import type { PlannedAct } from "#lib/flow/planned-write.ts";
import { clean } from "#lib/flow/taint.ts";
import type { JsonObject } from "#lib/json.ts";
import type { Chunk } from "./chunk.ts";
import type { RegionNode } from "./compile-region.ts";
import { fillOnce } from "./each-record.ts";
import type { Frame } from "./frame.ts";
import { dependsOf } from "./frame-trace.ts";
import { outsideOf, type RegionContext } from "./region-context.ts";

export interface KeptCall {
  frame: Frame;
  input: JsonObject;
}

function effectKeyOf({ deps, held, origin, scope, now }: RegionContext, { node }: RegionNode, frame: Frame): string {
  const own = node.settings.idempotencyKey;
  scope.at = frame.lineage;
  return deps.stores.effectKey(origin, held, node.id, frame.key, own && resolveBinding(own, scope, { now }));
}

/** Keeps what an action would have sent for each record. */
export async function planCalls(context: RegionContext, from: RegionNode, calls: readonly KeptCall[], chunk: Chunk): Promise<void> {
  const { deps, held, signal } = context;
  const { node } = from;
  const outside = outsideOf(deps.open(held, node), node, signal, true);
  try {
    for (const { frame, input } of calls) {
      const planning: Planning = { baseUrl: outside.context.baseUrl, effectKey: effectKeyOf(context, from, frame), isKeyPerRun: node.settings.idempotencyKey === undefined, database: outside.context.database, signal };
      for (const act of await planAction(node.type, input, planning)) chunk.plan(from, frame, act, dependsOf(from, frame));
    }
  } finally {
    await outside.end();
  }
}

/** A node's settings for each record, of those records for which they can be filled. */
async function fillEach(context: RegionContext, from: RegionNode, frames: readonly Frame[]): Promise<{ frame: Frame; once: JsonObject; own: JsonObject }[]> {
  const { scope, now } = context;
  try {
    const once = await fillOnce(context, from);
    return frames.flatMap((frame) => {
      try {
        scope.at = frame.lineage;
        return [{ frame, once, own: Object.fromEntries(from.perRecord.map(([key, value]) => [key, resolveValue(value, scope, { now })])) }];
      } catch {
        return [];
      }
    });
  } catch {
    context.signal.throwIfAborted();
    return [];
  }
}

/** What a step that is mocked would have sent, as far as its settings allow to tell. */
export async function planMocked(context: RegionContext, from: RegionNode, frames: readonly Frame[], chunk: Chunk): Promise<void> {
  const { node } = from;
  if (node.built !== undefined || node.effect !== "write") return;
  const calls = (await fillEach(context, from, frames)).map(({ frame, once, own }) => ({ frame, input: { ...once, ...own } }));
  await planCalls(context, from, calls.filter(({ input }) => effectOf(node.type, input) === "write"), chunk);
}

/** Keeps the rows that a sink would have stored, with what would become of each. */
export async function planSink(context: RegionContext, from: RegionNode, frames: readonly Frame[], chunk: Chunk): Promise<void> {
  const { deps, held, origin, signal } = context;
  const { node, perRecord } = from;
  const filled = await fillEach(context, from, frames);
  const [first] = filled;
  const spec = operationSpec(node.type);
  if (!first || !spec) return;
  const outside = outsideOf(deps.open(held, node), node, signal, true);
  let acts: PlannedAct[];
  try {
    const input: unknown = spec.input.omit(Object.fromEntries(node.perRecord.map((key) => [key, true])) as never).parse(first.once);
    const rows = filled.map(({ frame, own }) => ({ key: frame.key, record: frame.value, settings: own }));
    acts = await planRows(node.type, input, { ...outside.context, origin, node: node.id }, rows);
  } catch (error) {
    signal.throwIfAborted();
    acts = [{ kind: "problem", message: deps.isExplained(error) && error instanceof Error ? error.message : "What it would store could not be worked out before it is stored." }];
  } finally {
    await outside.end();
  }
  for (const [index, act] of acts.entries()) {
    const frame = filled[index]?.frame;
    if (!frame) continue;
    // Without settings of its own for the row, the record itself is stored.
    const whole = perRecord.length > 0 ? [] : (frame.taint ?? clean).map((path) => ({ field: "record", node: node.incoming[0]?.from ?? node.id, path }));
    chunk.plan(from, frame, act, [...dependsOf(from, frame), ...whole]);
  }
}
