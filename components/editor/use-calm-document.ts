import { useDeferredValue, useEffect, useMemo, useState } from "react";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { useEditorSession } from "./editor-context.tsx";

/** Above this many nodes drawing costs more than a keystroke may take, also when it comes after it. */
const manyNodes = 100;
/** Typing has paused. */
const quietMs = 160;

function hasSameGraph(one: FlowDocument, other: FlowDocument): boolean {
  return one.edges === other.edges && one.layout === other.layout && one.nodes.length === other.nodes.length && one.nodes.every(({ id }, index) => id === other.nodes[index]?.id);
}

/** The document, that of many nodes without what is being typed: whoever reads it is not drawn again at each keystroke. */
function useSettledDocument(): FlowDocument {
  const { store } = useEditorSession();
  const [settled, setSettled] = useState(() => store.getState().document);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let shown = store.getState().document;
    const show = (document: FlowDocument) => {
      shown = document;
      setSettled(document);
    };
    show(shown);
    const stop = store.subscribe(({ document }, before) => {
      if (document === before.document) return;
      clearTimeout(timer);
      if (document.nodes.length > manyNodes && hasSameGraph(document, shown)) timer = setTimeout(() => show(document), quietMs);
      else show(document);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [store]);
  return settled;
}

/**
 * The document for drawing: names and settings may lag behind typing, so that a keystroke never waits for 500 plates;
 * positions do not lag, else a node let go would jump back for a frame.
 */
export function useCalmDocument(): FlowDocument {
  const live = useSettledDocument();
  const calm = useDeferredValue(live);
  return useMemo(() => (calm.layout === live.layout ? calm : { ...calm, layout: { ...live.layout, nodes: { ...calm.layout.nodes, ...live.layout.nodes } } }), [calm, live.layout]);
}
