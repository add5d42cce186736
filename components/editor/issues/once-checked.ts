import type { EditorState, EditorStore } from "../editor-store.ts";

/** How long the rules may take to arrive; the server applies them too. */
const patienceMs = 3_000;

/** Resolves when the rules have looked at the document as it is, with the last edit, or when that takes too long. */
export async function onceChecked(store: EditorStore): Promise<void> {
  const isChecked = ({ checkedOf, document }: EditorState): boolean => checkedOf === document;
  if (isChecked(store.getState())) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(end, patienceMs);
    const stop = store.subscribe((state) => isChecked(state) && end());
  });
}
