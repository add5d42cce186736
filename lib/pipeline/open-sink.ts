import type { SinkRow, SinkSession } from "#lib/connectors/define.ts";
import { sinkRuntime } from "#lib/connectors/registry.server.ts";
import { operationSpec } from "#lib/connectors/registry.ts";
import { present } from "#lib/assert.ts";
import type { JsonObject } from "#lib/json.ts";
import type { Chunk } from "./chunk.ts";
import type { RegionNode } from "./compile-region.ts";
import { eachRecord } from "./each-record.ts";
import type { Frame } from "./frame.ts";
import { inChunk } from "./in-chunk.ts";
import { describeFault, outsideOf, type RegionContext } from "./region-context.ts";

export interface OpenSink {
  session: SinkSession;
  close(): Promise<void>;
}

/** @throws ChunkFailed when it cannot be opened. */
export async function openSink(context: RegionContext, from: RegionNode, once: JsonObject): Promise<OpenSink> {
  const { node } = from;
  // In a test-run only those that were chosen to write for real are opened.
  const outside = outsideOf(context.deps.open(context.held, node), node, context.signal, false);
  try {
    const session = await inChunk(context, node, async () => {
      const filled = Object.fromEntries(node.perRecord.map((key): [string, true] => [key, true]));
      const input: unknown = present(operationSpec(node.type), node.type).input.omit(filled as never).parse(once);
      return await sinkRuntime(node.type).open(input, { ...outside.context, origin: context.origin, node: node.id });
    });
    return {
      session,
      async close() {
        await session.close().catch(() => undefined);
        await outside.end();
      },
    };
  } catch (error) {
    await outside.end();
    throw error;
  }
}

/** Gives a sink the records of a chunk; what it refuses takes the error road. @throws ChunkFailed when it stored nothing. */
export async function writeToSink(context: RegionContext, from: RegionNode, sink: OpenSink, frames: readonly Frame[], chunk: Chunk): Promise<void> {
  const { node } = from;
  const rows: { frame: Frame; row: SinkRow }[] = [];
  await eachRecord(context, from, frames, chunk, (frame, settings) => void rows.push({ frame, row: { key: frame.key, record: frame.value, settings } }));
  if (rows.length === 0) return;
  rows.sort((one, other) => one.frame.place - other.frame.place);
  const { written, rejected } = await inChunk(context, node, () => sink.session.write({ number: chunk.number, rows: rows.map(({ row }) => row) }));
  chunk.countsOf(node.id).written += written;
  for (const { frame } of rows.slice(0, 10)) chunk.sample(node.id, frame.value);
  for (const { index, error } of rejected) {
    const refused = rows[index];
    if (refused) chunk.fail(from, refused.frame, describeFault(context, error, node.id));
  }
}
