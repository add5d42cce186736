/** What a node of a region did, in records (SEMANTICS region-9). */
export interface NodeCounts {
  in: number;
  out: number;
  /** Dropped by a filter, or as a duplicate. */
  filtered: number;
  rejected: number;
  /** Stored by a sink, or sent by an action. */
  written: number;
}

export const noCounts: NodeCounts = { in: 0, out: 0, filtered: 0, rejected: 0, written: 0 };
