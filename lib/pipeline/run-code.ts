import type { Json } from "#lib/json.ts";
import type { Chunk } from "./chunk.ts";
import type { RegionNode } from "./compile-region.ts";
import { eachRecord } from "./each-record.ts";
import type { Frame } from "./frame.ts";
import { jsonChars } from "./json-chars.ts";
import { describeFault, type RegionContext } from "./region-context.ts";
import { codeFailure, runInSandbox } from "./run-in-sandbox.ts";

const codeTimeoutMs = 10_000;

/** A person's code, once a record, in the sandbox. */
export async function runCode(context: RegionContext, from: RegionNode, settings: { source: string }, frames: readonly Frame[], chunk: Chunk): Promise<void> {
  const { node } = from;
  const filled: { frame: Frame; input: Json }[] = [];
  await eachRecord(context, from, frames, chunk, (frame, { input }) => void filled.push({ frame, input: input ?? {} }));
  const { source } = settings;
  const results = await runInSandbox(context, node.id, filled.map(({ input }) => input), (inputs) => ({ kind: "code", source, inputs }), node.settings.timeoutMs ?? codeTimeoutMs);
  for (const [index, { frame }] of filled.entries()) {
    const result = results[index];
    if (result?.ok === true) {
      chunk.charge(node.id, jsonChars(result.value));
      chunk.make(from, "out", frame, result.value);
    } else if (result) {
      chunk.fail(from, frame, describeFault(context, codeFailure(result.error), node.id));
    }
  }
}
