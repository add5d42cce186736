import { compileCel } from "#lib/flow/bindings/compile-cel.ts";
import { type Moment, resolveValue, type Scope, TooCostly } from "#lib/flow/bindings/resolve.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { Chunk } from "./chunk.ts";
import type { RegionNode } from "./compile-region.ts";
import type { Frame } from "./frame.ts";
import { ChunkFailed, RegionFailed } from "./region-error.ts";
import { describeFault, type RegionContext, timeoutOf } from "./region-context.ts";
import { runInSandbox, expressionFailure } from "./run-in-sandbox.ts";

/** A record that waits for an expression which is too costly to evaluate here (SEMANTICS test-2). */
interface Waiting {
  frame: Frame;
  source: string;
  computed: Map<string, Json>;
}

/** What an expression reads, of all that could be read. */
function scopeFor(source: string, scope: Scope): JsonObject {
  const compiled = compileCel(source);
  const nodes = compiled.ok ? compiled.value.references.map(({ node }) => node) : [];
  return Object.fromEntries(nodes.flatMap((node) => {
    const value = scope.get(node);
    return value === undefined ? [] : [[node, value]];
  }));
}

/**
 * Fills the per-record settings of a node for each record and hands them to `take`, in order but for those whose
 * expressions go to the sandbox, which come last. A record for which anything fails takes the node's error road.
 */
export async function eachRecord(context: RegionContext, from: RegionNode, frames: readonly Frame[], chunk: Chunk, take: (frame: Frame, settings: JsonObject, moment: Moment) => void): Promise<void> {
  const { scope, now } = context;
  const attempt = (frame: Frame, moment: Moment): string | null => {
    try {
      scope.at = frame.lineage;
      const settings: JsonObject = {};
      for (const [key, value] of from.perRecord) settings[key] = resolveValue(value, scope, moment);
      take(frame, settings, moment);
    } catch (error) {
      if (error instanceof TooCostly && moment.computed?.has(error.source) !== true) return error.source;
      if (error instanceof RegionFailed || error instanceof ChunkFailed) throw error;
      chunk.fail(from, frame, describeFault(context, error, from.node.id));
    }
    return null;
  };

  let waiting: Waiting[] = [];
  const plain: Moment = { now };
  for (const frame of frames) {
    const source = attempt(frame, plain);
    if (source !== null) waiting.push({ frame, source, computed: new Map() });
  }
  while (waiting.length > 0) {
    const rounds = Map.groupBy(waiting, ({ source }) => source);
    waiting = [];
    for (const [source, group] of rounds) {
      const scopes = group.map(({ frame }) => {
        scope.at = frame.lineage;
        return scopeFor(source, scope);
      });
      const results = await runInSandbox(context, from.node.id, scopes, (batch) => ({ kind: "cel", source, scopes: batch, now }), timeoutOf(from.node));
      for (const [index, { frame, computed }] of group.entries()) {
        const result = results[index];
        if (result?.ok !== true) {
          if (result) chunk.fail(from, frame, describeFault(context, expressionFailure(result.error), from.node.id));
          continue;
        }
        computed.set(source, result.value);
        const next = attempt(frame, { now, computed });
        if (next !== null) waiting.push({ frame, source: next, computed });
      }
    }
  }
}

/** Settings that are the same for the whole region. @throws as `resolveConfig`. */
export async function fillOnce(context: RegionContext, from: RegionNode): Promise<JsonObject> {
  const { scope, now } = context;
  const computed = new Map<string, Json>();
  for (;;) {
    try {
      scope.at = null;
      return Object.fromEntries(Object.entries(from.once).map(([key, value]) => [key, resolveValue(value, scope, { now, computed })]));
    } catch (error) {
      if (!(error instanceof TooCostly) || computed.has(error.source)) throw error;
      const { source } = error;
      const [result] = await runInSandbox(context, from.node.id, [scopeFor(source, scope)], (scopes) => ({ kind: "cel", source, scopes, now }), timeoutOf(from.node));
      if (result?.ok === false) throw expressionFailure(result.error);
      if (result) computed.set(source, result.value);
    }
  }
}
