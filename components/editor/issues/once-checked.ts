import type { EditorStore } from "../editor-store.ts";

/** How long the rules may take to arrive; the server applies them too. */
const patienceMs = 3_000;

/** Resolves when the document was looked at once, or when that takes too long. */
export async function onceChecked(store: EditorStore): Promise<void> {
  if (store.getState().checked) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(end, patienceMs);
    const stop = store.subscribe(({ checked }) => checked && end());
  });
}
