import type { BrowserContext } from "playwright-core";

/**
 * Counts what a person does from now on in a browser, from page to page: a press of the mouse (a click or a drag), a key
 * or chord, and a run of typed text are one each, as `countInput` counts on one page.
 */
export async function countJourney(context: BrowserContext): Promise<() => number> {
  let inputs = 0;
  await context.exposeFunction("noteInput", () => {
    inputs += 1;
  });
  await context.addInitScript(() => {
    const { noteInput } = window as unknown as { noteInput: () => void };
    let isTyping = false;
    document.addEventListener("pointerdown", (event) => {
      if (!event.isTrusted) return;
      isTyping = false;
      noteInput();
    }, { capture: true });
    document.addEventListener("keydown", (event) => {
      if (!event.isTrusted || ["Control", "Shift", "Alt", "Meta"].includes(event.key)) return;
      const isText = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!isText || !isTyping) noteInput();
      isTyping = isText;
    }, { capture: true });
  });
  return () => {
    if (inputs === 0) throw new Error("Nothing was counted, or nothing was done");
    return inputs;
  };
}
