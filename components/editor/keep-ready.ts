import { afterPaint } from "./after-paint.ts";
import type { EditorStore } from "./editor-store.ts";

/** What editing may want without a network, and that is loaded when it is first used; what asks the server anyway is not in it. */
const parts: readonly (() => Promise<unknown>)[] = [
  () => import("./arrange/align-nodes.ts"),
  () => import("./arrange/tidy-nodes.ts"),
  () => import("#components/fields/reference-card.tsx"),
  () => import("./clipboard/paste-dialog.tsx"),
  () => import("./clipboard/paste-text.ts"),
  () => import("./commands/shortcut-sheet.tsx"),
  () => import("./drop/drop-panel.tsx"),
  () => import("./navigate/find-bar.tsx"),
  () => import("./navigate/minimap.tsx"),
  () => import("./palette/command-list.tsx"),
  () => import("./palette/context-menu.tsx"),
  () => import("./versions/conflict-panel.tsx"),
];

/** Once something was edited, fetches what goes on working when the network goes. Returns what stops it. */
export function keepReady(store: EditorStore): () => void {
  let stop = store.subscribe((state, before) => {
    if (state.document === before.document) return;
    stop();
    stop = afterPaint(() => {
      // What does not come now is asked for again when it is wanted.
      void Promise.allSettled(parts.map((load) => load())).then(() => performance.mark("editor-kept-ready"));
    });
  });
  return () => stop();
}
