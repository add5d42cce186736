import type { Taint } from "#lib/flow/taint.ts";
import type { Json } from "#lib/json.ts";

/** What a node made of a record, for references below it; only nodes that somebody refers to are in it. */
export interface Lineage {
  readonly node: string;
  readonly value: Json;
  readonly before: Lineage | null;
  /** In a test-run: which parts of the value are simulated. */
  readonly taint?: Taint;
}

/** A record on its way through a region. */
export interface Frame {
  /** The record's key (SEMANTICS region-3). */
  readonly key: string;
  /** Of the source's record within its chunk: paths that meet again keep this order. */
  readonly place: number;
  readonly value: Json;
  readonly lineage: Lineage | null;
  /** In a test-run: which parts of the value are simulated, and whether it is here because of a simulated one. */
  readonly taint?: Taint;
  readonly undecided?: boolean;
}

/**
 * What a record's bindings see: its own lineage, then what settled before the region. One object serves all records in
 * turn. It is a Map because expressions look at nothing else.
 */
export class RecordScope extends Map<string, Json> {
  at: Lineage | null = null;

  override get(node: string): Json | undefined {
    for (let step = this.at; step !== null; step = step.before) if (step.node === node) return step.value;
    return super.get(node);
  }

  override has(node: string): boolean {
    return this.get(node) !== undefined;
  }
}
