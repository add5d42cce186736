import type { Json, JsonObject } from "#lib/json.ts";
import type { Chunk } from "./chunk.ts";
import type { RegionNode } from "./compile-region.ts";
import { eachRecord } from "./each-record.ts";
import type { Frame } from "./frame.ts";
import { jsonChars } from "./json-chars.ts";
import { describeFault, type RegionContext } from "./region-context.ts";

/** Called runs that are waited for at once. */
const concurrency = 8;

type Answer = { ok: true; output: Json } | { ok: false; error: unknown };

/** Calls another flow once a record. What names the called run is the effect, so a repeat finds it instead of starting another. */
export async function runCallNode(context: RegionContext, from: RegionNode, once: JsonObject, frames: readonly Frame[], chunk: Chunk): Promise<void> {
  const { deps, held, origin, isTest, signal } = context;
  const { node } = from;
  const filled: { frame: Frame; input: JsonObject }[] = [];
  await eachRecord(context, from, frames, chunk, (frame, settings) => void filled.push({ frame, input: { ...once, ...settings } }));
  const answers: Answer[] = [];
  const open = [...filled.entries()];
  const lanes = Array.from({ length: Math.min(concurrency, open.length) }, async () => {
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      const [index, { frame, input }] = next;
      try {
        const effectKey = deps.stores.effectKey(origin, held, node.id, frame.key, undefined);
        answers[index] = { ok: true, output: await deps.callFlow({ held, origin, node: node.id, effectKey, input, isTest }, signal) };
      } catch (error) {
        signal.throwIfAborted();
        if (!deps.isExplained(error)) throw error;
        answers[index] = { ok: false, error };
      }
    }
  });
  await Promise.all(lanes);
  for (const [index, { frame }] of filled.entries()) {
    const answer = answers[index];
    if (answer?.ok === true) {
      chunk.charge(node.id, jsonChars(answer.output));
      chunk.make(from, "out", frame, answer.output);
    } else if (answer) {
      chunk.fail(from, frame, describeFault(context, answer.error, node.id));
    }
  }
}
