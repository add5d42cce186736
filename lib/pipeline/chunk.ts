import { isLongerThan, type Json } from "#lib/json.ts";
import { errorPort } from "#lib/flow/node-type.ts";
import { type NodeCounts, noCounts } from "#lib/flow/region-counts.ts";
import type { DependsOn, PlannedAct, PlannedWrite } from "#lib/flow/planned-write.ts";
import type { RunError } from "#lib/flow/run-error.ts";
import { clean, type Taint, wholly } from "#lib/flow/taint.ts";
import type { RegionNode } from "./compile-region.ts";
import type { Frame } from "./frame.ts";
import { isTouched, isUndecided, taintOfMade } from "./frame-trace.ts";
import { RegionFailed } from "./region-error.ts";
import type { Counts, Gathered, Reject, Samples } from "./region-stores.ts";

/** SEMANTICS region-9. */
const samplesPerNode = 10;
const sampleChars = 20_000;
/** What one chunk may hold in memory, in characters of JSON: a page cannot be cut, so it may exceed a chunk's own bound. */
const mostChars = 64 * 1024 * 1024;
/** What a test-run keeps of a node's writes: a source gives a hundred records, and lists in them may be flattened. */
const plannedPerNode = 200;
/** What a record costs besides its value. */
const frameChars = 100;

/** The records of a chunk on their way, and everything that becomes true when it is committed. */
export class Chunk {
  readonly number: number;
  readonly counts = new Map<string, NodeCounts>();
  readonly rejects: Reject[] = [];
  readonly keys: { node: string; key: Buffer }[] = [];
  /** Of a test-run: what is not written, and which nodes simulated records came to. */
  readonly writes = new Map<string, PlannedWrite[]>();
  readonly touched = new Set<string>();
  readonly items: { node: string; place: number; item: string }[] = [];
  /** Null while no node had less than its ten. */
  samples: Samples | null = null;
  records = 0;
  /** Of the records as read. */
  chars = 0;
  rejected = 0;
  readonly #before: Samples;
  readonly #gathered: ReadonlyMap<string, Gathered>;
  readonly #gathering = new Map<string, Gathered>();
  readonly #seen = new Map<string, Set<string>>();
  readonly #inboxes = new Map<string, Frame[]>();
  #held = 0;

  /** @param before what is committed: samples, and what each collect has gathered. */
  constructor(number: number, before: { samples: Samples; gathered: ReadonlyMap<string, Gathered> }) {
    this.number = number;
    this.#before = before.samples;
    this.#gathered = before.gathered;
  }

  countsOf(node: string): NodeCounts {
    let counts = this.counts.get(node);
    if (!counts) this.counts.set(node, (counts = { ...noCounts }));
    return counts;
  }

  /** Keys that a deduplicate let through in this chunk. */
  seenBy(node: string): Set<string> {
    let seen = this.#seen.get(node);
    if (!seen) this.#seen.set(node, (seen = new Set()));
    return seen;
  }

  /** What a collect holds with this chunk. */
  gathered(node: string): Gathered {
    let gathered = this.#gathering.get(node);
    if (!gathered) this.#gathering.set(node, (gathered = { ...(this.#gathered.get(node) ?? { items: 0, chars: 0 }) }));
    return gathered;
  }

  /** Of all collects, once the chunk is committed. */
  allGathered(): Map<string, Gathered> {
    return new Map([...this.#gathered, ...this.#gathering]);
  }

  toCounts(): Counts {
    return Object.fromEntries(this.counts);
  }

  /** The records that wait before a node, in the order of the source; they are the caller's now. */
  take(node: string): Frame[] {
    const frames = this.#inboxes.get(node);
    if (!frames) return [];
    this.#inboxes.delete(node);
    this.countsOf(node).in += frames.length;
    if (frames.some(isTouched)) this.touched.add(node);
    const inOrder = frames.every((frame, index) => index === 0 || (frames[index - 1]?.place ?? 0) <= frame.place);
    return inOrder ? frames : frames.sort((one, other) => one.place - other.place);
  }

  /** The record goes on as it came. */
  pass(from: RegionNode, port: string, frame: Frame): void {
    const { taint } = frame;
    const passed = from.isRemembered ? { ...frame, lineage: { node: from.node.id, value: frame.value, before: frame.lineage, ...(taint ? { taint } : {}) } } : frame;
    this.#send(from, port, from.traced !== null && isUndecided(from, frame) ? { ...passed, undecided: true } : passed);
  }

  /** Another record goes on in its place. */
  make(from: RegionNode, port: string, frame: Frame, value: Json, key: string = frame.key, own?: Taint): void {
    const taint = own ?? (from.traced === null ? clean : taintOfMade(from, frame));
    const traced = { ...(taint.length > 0 ? { taint } : {}), ...(frame.undecided ? { undecided: true } : {}) };
    const lineage = from.isRemembered ? { node: from.node.id, value, before: frame.lineage, ...(taint.length > 0 ? { taint } : {}) } : frame.lineage;
    this.#send(from, port, { key, place: frame.place, value, lineage, ...traced });
  }

  /** What stands in for a node's result of this record; all of it is simulated (SEMANTICS test-1). */
  substitute(from: RegionNode, frame: Frame, value: Json): void {
    this.make(from, "out", frame, value, frame.key, wholly);
  }

  /** Something that a test-run does not write. */
  plan(from: RegionNode, frame: Frame, act: PlannedAct, depends: DependsOn[]): void {
    const { id } = from.node;
    const writes = this.writes.get(id) ?? [];
    if (writes.length < plannedPerNode) writes.push({ act, depends, undecided: frame.undecided === true, record: frame.key });
    this.writes.set(id, writes);
  }

  drop(from: RegionNode): void {
    this.countsOf(from.node.id).filtered += 1;
  }

  /** A record that failed: its `error` port when one is drawn, else the reject store (SEMANTICS region-5). */
  fail(from: RegionNode, frame: Frame, error: RunError, own?: Taint): void {
    if (from.next.has(errorPort)) return this.make(from, errorPort, frame, { ...error }, frame.key, own);
    this.countsOf(from.node.id).rejected += 1;
    this.rejected += 1;
    this.rejects.push({ node: from.node.id, key: frame.key, record: frame.value, error });
  }

  /** @throws RegionFailed when a chunk would hold more than a process should. */
  charge(node: string, chars: number): void {
    this.#held += chars;
    if (this.#held <= mostChars) return;
    throw new RegionFailed({ class: "validation", code: "chunk_too_large", node, message: "What the records of one page become is larger than 64 MB. Read smaller pages, or pass on only the fields that are needed." });
  }

  #send(from: RegionNode, port: string, frame: Frame): void {
    const id = from.node.id;
    this.countsOf(id).out += 1;
    this.sample(id, frame.value);
    for (const target of from.next.get(port) ?? []) {
      this.charge(id, frameChars);
      const inbox = this.#inboxes.get(target);
      if (inbox) inbox.push(frame);
      else this.#inboxes.set(target, [frame]);
    }
  }

  sample(node: string, value: Json): void {
    const known = (this.samples ?? this.#before)[node];
    if (known && known.length >= samplesPerNode) return;
    const shown = isLongerThan(value, sampleChars) ? `${JSON.stringify(value).slice(0, 1_000)}…` : value;
    this.samples = { ...(this.samples ?? this.#before), [node]: [...(known ?? []), shown] };
  }
}
