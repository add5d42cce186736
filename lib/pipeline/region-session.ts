import { setTimeout as delay } from "node:timers/promises";
import { nextDelay } from "#lib/flow/retry-policy.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import { wholly } from "#lib/flow/taint.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { Chunk } from "./chunk.ts";
import { chunkBound, isFull } from "./chunk-bound.ts";
import { isOutsideSink, type RegionNode, type RegionProgram } from "./compile-region.ts";
import { Connection } from "./connection.ts";
import type { Frame } from "./frame.ts";
import { addTrace, type RegionTrace, taintOfMade } from "./frame-trace.ts";
import { inChunk } from "./in-chunk.ts";
import { jsonChars } from "./json-chars.ts";
import { keysOf } from "./record-key.ts";
import type { RegionContext } from "./region-context.ts";
import { ChunkFailed, RegionFailed, RegionLost } from "./region-error.ts";
import type { OpenedRegion } from "./opened-region.ts";
import type { RegionProgress } from "./region-request.ts";
import { addCounts, doneProgress, failedProgress, sinkOutput } from "./region-result.ts";
import type { Gathered, RegionState } from "./region-stores.ts";
import { tooManyRejects } from "./reject-limit.ts";
import type { ActionState } from "./run-action-node.ts";
import { isRun, runNode } from "./run-node.ts";
import { storableCursor } from "./storable-cursor.ts";

/** A failed chunk that is due within this time is waited for inside the slice (SEMANTICS step-3). */
const waitInsideMs = 5_000;

/** A region under way: what stays open between its chunks and slices. Everything in it can be lost and made anew. */
export class RegionSession {
  readonly #region: OpenedRegion;
  readonly #context: RegionContext;
  readonly #program: RegionProgram;
  readonly #state: RegionState;
  readonly #actions: ReadonlyMap<string, ActionState>;
  #connection: Connection | null = null;
  #gathered: ReadonlyMap<string, Gathered> | null = null;

  constructor(region: OpenedRegion) {
    this.#region = region;
    this.#context = region.context;
    this.#program = region.program;
    this.#state = region.state;
    this.#actions = new Map([...region.program.early, ...region.program.late].map(({ node }) => [node.id, { transients: 0 }]));
  }

  /** The holder's newest fence: what is written from now on carries it. */
  take(fence: number): void {
    this.#context.held.fence = Math.max(this.#context.held.fence, fence);
  }

  /**
   * Makes the next chunk; null when more are to come.
   * @throws the signal's reason, or a fault of our own database: the region goes on from its last commit.
   */
  async next(): Promise<RegionProgress | null> {
    const { signal } = this.#context;
    signal.throwIfAborted();
    try {
      return (await this.#waitForRetry()) ?? (await (this.#state.status === "succeeded" ? this.#done() : this.#makeChunk()));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof RegionLost) return { status: "lost" };
      if (error instanceof ChunkFailed) return await this.#postpone(error);
      throw error;
    }
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    await connection?.close();
  }

  async #waitForRetry(): Promise<RegionProgress | null> {
    const { retryAt } = this.#state;
    const wait = retryAt === null ? 0 : retryAt.getTime() - this.#context.deps.now();
    if (retryAt === null || wait <= 0) return null;
    if (wait > waitInsideMs) return { status: "later", until: retryAt.toISOString(), why: "retry" };
    await delay(wait, undefined, { signal: this.#context.signal });
    return null;
  }

  async #connect(): Promise<Connection> {
    this.#gathered ??= await this.#readGathered();
    this.#connection ??= await Connection.open(this.#region);
    return this.#connection;
  }

  async #readGathered(): Promise<Map<string, Gathered>> {
    const { deps, held } = this.#context;
    const gathered = new Map<string, Gathered>();
    for (const sink of this.#program.sinks) if (sink.node.built === "collect" && isRun(sink)) gathered.set(sink.node.id, await deps.stores.collected(held, sink.node.id));
    return gathered;
  }

  async #makeChunk(): Promise<RegionProgress | null> {
    const connection = await this.#connect();
    const began = performance.now();
    const chunk = new Chunk(this.#state.chunk + 1, { samples: this.#state.samples, gathered: this.#gathered ?? new Map() });
    try {
      const read = await this.#read(connection, chunk, began);
      this.#checkRejects(chunk, false);
      await this.#plan(read.pages);
      await this.#run(connection, this.#program.late, chunk);
      const isOver = read.isOver || (await connection.reader.isOver());
      const error = tooManyRejects(this.#program, this.#countsWith(chunk), isOver);
      return await this.#commit(chunk, { cursor: read.cursor, error, isOver, began });
    } catch (error) {
      if (error instanceof RegionFailed) return await this.#fail(error.error, chunk, began);
      throw error;
    }
  }

  #countsWith(chunk: Chunk): ReturnType<typeof addCounts> {
    return addCounts(this.#state.counts, chunk.toCounts());
  }

  #checkRejects(chunk: Chunk, isOver: boolean): void {
    const error = chunk.rejected === 0 ? null : tooManyRejects(this.#program, this.#countsWith(chunk), isOver);
    if (error) throw new RegionFailed(error);
  }

  /** Whole pages, each through the nodes as it comes, until the chunk has its bounds (SEMANTICS region-6). */
  async #read(connection: Connection, chunk: Chunk, began: number): Promise<{ pages: number; cursor: Json; isOver: boolean }> {
    const { source, early } = this.#program;
    const { test } = this.#region;
    const before = this.#state.counts[source.node.id]?.out ?? 0;
    const bound = chunkBound(chunk.number, this.#state.planned, this.#region.earlier);
    let { cursor } = this.#state;
    for (let pages = 0; ; ) {
      const page = await inChunk(connection.context, source.node, () => connection.reader.next());
      if (page === null) return { pages, cursor, isOver: true };
      pages += 1;
      const offset = before + chunk.records;
      const records = test === null ? page.records : page.records.slice(0, Math.max(0, test.records - offset));
      const keys = page.keys ?? keysOf(records, offset, (record) => this.#region.source.keyOf(this.#region.input, record));
      for (const [index, value] of records.entries()) {
        const chars = jsonChars(value);
        chunk.chars += chars;
        chunk.charge(source.node.id, chars);
        chunk.pass(source, "out", { key: keys[index] ?? "", place: chunk.records + index, value, lineage: null, ...this.#sourceTaint });
      }
      chunk.records += records.length;
      await this.#run(connection, early, chunk);
      this.#checkRejects(chunk, false);
      cursor = storableCursor(page.cursor, source.node.id);
      if (test !== null && before + chunk.records >= test.records) return { pages, cursor, isOver: true };
      if (isFull(bound, { pages, records: chunk.records, chars: chunk.chars, ms: performance.now() - began })) return { pages, cursor, isOver: false };
    }
  }

  async #run(connection: Connection, nodes: readonly RegionNode[], chunk: Chunk): Promise<void> {
    const resources = { settings: this.#region.settings, sinks: connection.sinks, actions: this.#actions };
    for (const node of nodes) await runNode(connection.context, node, resources, chunk);
  }

  /** Before a sink stores anything the chunk's bounds are, so that a restart makes exactly this chunk again. */
  async #plan(pages: number): Promise<void> {
    const { deps, held } = this.#context;
    if (this.#state.planned !== null || !this.#program.late.some(isOutsideSink)) return;
    if (!(await deps.stores.plan(held, pages))) throw new RegionLost();
    this.#state.planned = pages;
  }

  async #commit(chunk: Chunk, end: { cursor: Json; error: RunError | null; isOver: boolean; began: number }): Promise<RegionProgress | null> {
    const { deps, held } = this.#context;
    const status = end.error ? "failed" : end.isOver ? "succeeded" : "running";
    const counts = chunk.toCounts();
    const totals = addCounts(this.#state.counts, counts);
    const written = await deps.stores.write(held, {
      number: chunk.number, passes: true, status, error: end.error, cursor: end.cursor, totals, counts, durationMs: Math.round(performance.now() - end.began),
      samples: chunk.samples, trace: this.#traceWith(chunk), rejects: chunk.rejects, keys: chunk.keys, items: chunk.items, identity: this.#region.identity,
    });
    if (!written) throw new RegionLost();
    this.#gathered = chunk.allGathered();
    Object.assign(this.#state, { status, cursor: end.cursor, chunk: chunk.number, planned: null, counts: totals, samples: chunk.samples ?? this.#state.samples, trace: this.#traceWith(chunk), failures: 0, retryAt: null });
    if (end.error) return this.#traced(failedProgress(this.#program, totals, end.cursor, end.error), this.#state.trace);
    return end.isOver ? await this.#done() : null;
  }

  /** The region ends within a chunk: what was rejected is kept, and the cursor stays where the chunk began. */
  async #fail(error: RunError, chunk: Chunk | null, began: number): Promise<RegionProgress> {
    const { deps, held } = this.#context;
    const { cursor, counts: before, chunk: number } = this.#state;
    const counts = chunk?.toCounts() ?? {};
    const totals = addCounts(before, counts);
    const written = await deps.stores.write(held, {
      number: number + 1, passes: false, status: "failed", error, cursor, totals, counts, durationMs: Math.round(performance.now() - began),
      samples: chunk?.samples ?? null, trace: chunk && this.#traceWith(chunk), rejects: chunk?.rejects ?? [], keys: [], items: [], identity: this.#region.identity,
    });
    await this.close();
    return written ? this.#traced(failedProgress(this.#program, totals, cursor, error), chunk ? this.#traceWith(chunk) : this.#state.trace) : { status: "lost" };
  }

  /** A failed chunk is made again as the source's retry policy says (SEMANTICS region-5). */
  async #postpone({ error, retryAfterMs }: ChunkFailed): Promise<RegionProgress | null> {
    const { deps, held } = this.#context;
    await this.close();
    const failures = this.#state.failures + 1;
    const wait = nextDelay(this.#program.source.node.settings, failures, error.class, retryAfterMs, Math.random());
    if (wait === null) return await this.#fail({ ...error, attempts: failures }, null, performance.now());
    const retryAt = new Date(deps.now() + wait);
    if (!(await deps.stores.postpone(held, failures, retryAt, error))) return { status: "lost" };
    this.#state.failures = failures;
    this.#state.retryAt = retryAt;
    return wait > waitInsideMs ? { status: "later", until: retryAt.toISOString(), why: "retry" } : null;
  }

  /** All sinks' outputs and the summary, together (SEMANTICS region-4). */
  async #done(): Promise<RegionProgress> {
    const { deps, held } = this.#context;
    const { counts, cursor } = this.#state;
    const connection = this.#connection ?? (await Connection.open(this.#region));
    this.#connection = connection;
    const outputs: { [node: string]: JsonObject } = {};
    for (const sink of this.#program.sinks) {
      const { id, built } = sink.node;
      const open = connection.sinks.get(id);
      let more: JsonObject = built === "collect" ? { items: isRun(sink) ? await deps.stores.items(held, id) : [] } : {};
      if (open) more = await inChunk(connection.context, sink.node, () => open.session.summary());
      outputs[id] = sinkOutput(sink, counts, more);
    }
    await this.close();
    return this.#traced(doneProgress(this.#program, counts, cursor, outputs), this.#state.trace);
  }

  /** What is simulated of each record as it is read. */
  get #sourceTaint(): Pick<Frame, "taint"> {
    const { source } = this.#program;
    if (source.traced === null) return {};
    const taint = source.standIn ? wholly : taintOfMade(source, { key: "", place: 0, value: null, lineage: null });
    return taint.length > 0 ? { taint } : {};
  }

  #traceWith(chunk: Chunk): RegionTrace | null {
    return this.#region.test === null ? null : addTrace(this.#state.trace ?? null, chunk);
  }

  #traced(progress: RegionProgress, trace: RegionTrace | null | undefined): RegionProgress {
    return trace && (progress.status === "done" || progress.status === "failed") ? { ...progress, trace } : progress;
  }
}
