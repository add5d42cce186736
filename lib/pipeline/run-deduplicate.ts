import { createHash } from "node:crypto";
import { StepError } from "#lib/connectors/step-error.ts";
import { canonicalJson } from "#lib/json.ts";
import type { Chunk } from "./chunk.ts";
import type { RegionNode } from "./compile-region.ts";
import { eachRecord } from "./each-record.ts";
import type { Frame } from "./frame.ts";
import type { RegionContext } from "./region-context.ts";

/** Bytes of a key as it is remembered: enough that two never meet. */
const keyBytes = 16;

/**
 * Lets the first record of each key through. Keys seen in chunks that are committed are in the store, so that memory
 * does not grow with them; those of this chunk join them with its commit (SEMANTICS region-7).
 */
export async function runDeduplicate(context: RegionContext, from: RegionNode, frames: readonly Frame[], chunk: Chunk): Promise<void> {
  const { deps, held } = context;
  const id = from.node.id;
  const keyed: { frame: Frame; key: Buffer; text: string }[] = [];
  await eachRecord(context, from, frames, chunk, (frame, { key: value }) => {
    if (value === undefined) throw new StepError("reference_missing", "reference_missing", "The key is not there. Give it a default, or filter such records before.");
    const key = createHash("sha256").update(canonicalJson(value)).digest().subarray(0, keyBytes);
    keyed.push({ frame, key, text: key.toString("base64url") });
  });
  keyed.sort((one, other) => one.frame.place - other.frame.place);
  const fresh = new Map(keyed.map(({ key, text }) => [text, key]));
  const seen = await deps.stores.seen(held, id, [...fresh.values()]);
  const own = chunk.seenBy(id);
  for (const { frame, key, text } of keyed) {
    if (seen.has(text) || own.has(text)) {
      chunk.drop(from);
      continue;
    }
    own.add(text);
    chunk.keys.push({ node: id, key });
    chunk.pass(from, "out", frame);
  }
}
