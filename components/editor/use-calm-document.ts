import { useDeferredValue, useMemo } from "react";
import type { FlowDocument } from "#lib/flow/document.schema.ts";

/**
 * The document for drawing: names and settings may lag behind typing, so that a keystroke never waits for 500 plates;
 * positions do not lag, else a node let go would jump back for a frame.
 */
export function useCalmDocument(live: FlowDocument): FlowDocument {
  const calm = useDeferredValue(live);
  return useMemo(() => (calm.layout === live.layout ? calm : { ...calm, layout: { ...live.layout, nodes: { ...calm.layout.nodes, ...live.layout.nodes } } }), [calm, live.layout]);
}
