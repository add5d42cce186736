import { inChunk } from "./in-chunk.ts";
import { isOutsideSink } from "./compile-region.ts";
import type { OpenedRegion } from "./opened-region.ts";
import { openSink, type OpenSink } from "./open-sink.ts";
import { ReadAhead } from "./read-ahead.ts";
import { outsideOf, type Outside, type RegionContext } from "./region-context.ts";


/** Records asked for a page, where the source lets one choose. */
const pageRecords = 1_000;

/** The open source and sinks of a region, which stay open between its chunks. */
export class Connection {
  readonly context: RegionContext;
  readonly reader: ReadAhead;
  readonly sinks: ReadonlyMap<string, OpenSink>;
  readonly #outside: Outside;
  readonly #abort: AbortController;

  private constructor(parts: { context: RegionContext; reader: ReadAhead; sinks: ReadonlyMap<string, OpenSink>; outside: Outside; abort: AbortController }) {
    this.context = parts.context;
    this.reader = parts.reader;
    this.sinks = parts.sinks;
    this.#outside = parts.outside;
    this.#abort = parts.abort;
  }

  /** Reading goes on at the region's cursor. @throws ChunkFailed when a source or sink cannot be opened. */
  static async open({ context: region, program, source, input, settings, state, test }: OpenedRegion): Promise<Connection> {
    const abort = new AbortController();
    const context = { ...region, signal: AbortSignal.any([region.signal, abort.signal]) };
    const { node } = program.source;
    const sinks = new Map<string, OpenSink>();
    const outside = outsideOf(context.deps.open(context.held, node), node, context.signal, context.isTest);
    try {
      for (const sink of program.sinks.filter(isOutsideSink)) sinks.set(sink.node.id, await openSink(context, sink, settings.get(sink.node.id) ?? {}));
      const pageSize = test === null ? pageRecords : Math.min(pageRecords, test.records);
      const pages = await inChunk(context, node, async () => source.read(input, { ...outside.context, cursor: state.cursor, pageSize }));
      return new Connection({ context, reader: new ReadAhead(pages), sinks, outside, abort });
    } catch (error) {
      await Promise.all([...sinks.values()].map((sink) => sink.close()));
      await outside.end();
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.sinks.values()].map((sink) => sink.close()));
    this.#abort.abort(new Error("The region's connection was closed"));
    await this.reader.close();
    await this.#outside.end();
  }
}
