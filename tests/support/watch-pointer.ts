import type { BrowserContext } from "playwright-core";

/** Everything that a mouse, pen or finger does on the pages of a context from now on; nothing, for a story by keyboard alone. */
export async function watchPointer(context: BrowserContext): Promise<readonly string[]> {
  const seen: string[] = [];
  await context.exposeFunction("pointerUsed", (what: string) => seen.push(what));
  await context.addInitScript(() => {
    const report = (event: Event): void => {
      const isClick = event instanceof MouseEvent && event.type === "click";
      // A key's click comes from no pointer, and a new page is told where the pointer rests.
      const isStill = event instanceof MouseEvent && event.type.endsWith("move") && event.movementX === 0 && event.movementY === 0;
      if (event.isTrusted && !isStill && !(isClick && event.detail === 0)) (window as unknown as { pointerUsed: (what: string) => void }).pointerUsed(`${event.type} on ${String((event.target as Element | null)?.className)}`);
    };
    for (const type of ["pointerdown", "pointermove", "mousedown", "mousemove", "click", "wheel", "touchstart"]) window.addEventListener(type, report, { capture: true, passive: true });
  });
  return seen;
}
