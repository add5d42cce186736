import { checkDocument } from "#lib/flow/check/check-document.ts";
import type { EditorStore } from "../editor-store.ts";

/** Checks after edits have been quiet for a moment: 500 nodes take longer than a keystroke may. */
const quietMs = 120;

/** Keeps the store's issues up to date with its document. Returns what stops it. */
export function watchIssues(store: EditorStore): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const check = () => {
    const { document, nodeTypes, set } = store.getState();
    set({ issues: checkDocument(document, nodeTypes) });
  };
  check();
  const stop = store.subscribe((state, before) => {
    if (state.document === before.document) return;
    clearTimeout(timer);
    timer = setTimeout(check, quietMs);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
