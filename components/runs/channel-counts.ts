import type { Region } from "#lib/contracts/runs.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";

export interface ChannelCount {
  /** Records that went this way; null where several ways were taken and only their sum is known. */
  records: number | null;
  live: boolean;
  /** While running. */
  perSecond: number | null;
}

/**
 * What stands on each records edge, by edge. Counts are kept a node, so an edge is told by the node that has no other
 * records edge on that side (SEMANTICS region-9).
 */
export function channelCounts(document: Pick<FlowDocument, "edges">, regions: readonly Region[], rates: ReadonlyMap<string, number>): Map<string, ChannelCount> {
  const channels = document.edges.filter((edge) => edge.carries === "records");
  const into = Map.groupBy(channels, (edge) => edge.to.node);
  const outOf = Map.groupBy(channels, (edge) => edge.from.node);
  const found = new Map<string, ChannelCount>();
  for (const region of regions) {
    const live = region.status === "running";
    for (const edge of channels) {
      const from = region.counts[edge.from.node];
      const to = region.counts[edge.to.node];
      if (!from && !to) continue;
      const alone = into.get(edge.to.node)?.length === 1 ? to?.in : outOf.get(edge.from.node)?.length === 1 ? from?.out : undefined;
      found.set(edge.id, { records: alone ?? null, live, perSecond: live && edge.from.node === region.source ? (rates.get(region.source) ?? null) : null });
    }
  }
  return found;
}
