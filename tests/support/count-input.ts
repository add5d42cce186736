import type { Page } from "playwright-core";

/**
 * Counts what a person does on a page from now on: a press of the mouse (a click or a drag), a key or chord, and a run of
 * typed text are one each. Gives what was counted so far, which is never nothing.
 */
export async function countInput(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = window as unknown as { inputs: number; isCounting?: true };
    counted.inputs = 0;
    if (counted.isCounting) return;
    counted.isCounting = true;
    let isTyping = false;
    document.addEventListener("pointerdown", (event) => {
      if (!event.isTrusted) return;
      isTyping = false;
      counted.inputs += 1;
    }, { capture: true });
    document.addEventListener("keydown", (event) => {
      if (!event.isTrusted || ["Control", "Shift", "Alt", "Meta"].includes(event.key)) return;
      const isText = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!isText || !isTyping) counted.inputs += 1;
      isTyping = isText;
    }, { capture: true });
  });
  return async () => {
    const inputs = await page.evaluate(() => (window as unknown as { inputs: number }).inputs);
    if (inputs === 0) throw new Error("Nothing was counted: the page was loaded anew, or nothing was done");
    return inputs;
  };
}
