import { afterPaint } from "../after-paint.ts";
import type { EditorStore } from "../editor-store.ts";

type Check = (typeof import("#lib/flow/check/check-document.ts"))["checkDocument"];

/** Checks after edits have been quiet for a moment: 500 nodes take longer than a keystroke may. */
const quietMs = 120;

/**
 * Keeps the store's issues up to date with its document. The rules read expressions, so they are loaded after the first
 * paint; until then nothing is `checked`. Returns what stops it.
 */
export function watchIssues(store: EditorStore): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let rules: Check | undefined;
  let stopped = false;
  async function check() {
    // One that did not arrive is asked for again with the next edit.
    rules ??= await import("#lib/flow/check/check-document.ts").then(({ checkDocument }) => checkDocument).catch(() => undefined);
    if (!rules || stopped) return;
    const { document, nodeTypes, set } = store.getState();
    set({ issues: rules(document, nodeTypes), checked: true });
  }
  const cancel = afterPaint(() => void check());
  const stop = store.subscribe((state, before) => {
    if (state.document === before.document) return;
    clearTimeout(timer);
    timer = setTimeout(() => void check(), quietMs);
  });
  return () => {
    stopped = true;
    cancel();
    clearTimeout(timer);
    stop();
  };
}
