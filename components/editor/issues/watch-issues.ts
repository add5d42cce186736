import { afterPaint } from "../after-paint.ts";
import type { EditorState, EditorStore } from "../editor-store.ts";

type Check = (typeof import("#lib/flow/check/check-document.ts"))["checkDocument"];

/** Checks after edits have been quiet for a moment, a longer one where a check takes long: it must not meet a keystroke. */
const quiet = { leastMs: 120, mostMs: 400, timesLast: 4 };

/**
 * Keeps the store's issues up to date with its document. The rules read expressions, so they are loaded after the first
 * paint; until then nothing is `checked`. Returns what stops it.
 */
export function watchIssues(store: EditorStore): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let rules: Check | undefined;
  let stopped = false;
  let lastMs = 0;
  let said: { issues: EditorState["issues"]; text: string } | undefined;
  async function check() {
    // One that did not arrive is asked for again with the next edit.
    rules ??= await import("#lib/flow/check/check-document.ts").then(({ checkDocument }) => checkDocument).catch(() => undefined);
    if (!rules || stopped) return;
    const { document, nodeTypes, set } = store.getState();
    const begun = performance.now();
    const issues = rules(document, nodeTypes);
    lastMs = performance.now() - begun;
    // The same said again would have every plate looked at.
    const text = JSON.stringify(issues);
    if (said?.text !== text || said.issues !== store.getState().issues) said = { issues, text };
    set({ issues: said.issues, checked: true, checkedOf: document });
  }
  const cancel = afterPaint(() => void check());
  const stop = store.subscribe((state, before) => {
    if (state.document === before.document) return;
    // The first check would meet those who type right away; the one after their pause takes its place.
    cancel();
    clearTimeout(timer);
    timer = setTimeout(() => void check(), Math.min(quiet.mostMs, quiet.leastMs + quiet.timesLast * lastMs));
  });
  return () => {
    stopped = true;
    cancel();
    clearTimeout(timer);
    stop();
  };
}
