import type { Locator } from "playwright-core";

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Where an element lies, in pixels of the page, once it lies still: what the page has under way (a panel that opens, a
 * canvas that fits its flow) is done, and five frames in a row show it at the same place. A mouse moved by coordinates
 * misses what moves.
 */
export async function stillBox(locator: Locator): Promise<Box> {
  return await locator.first().evaluate(async (element) => {
    const idle = () => new Promise<void>((resolve) => { requestIdleCallback(() => resolve(), { timeout: 300 }); });
    const frame = () => new Promise<void>((resolve) => { requestAnimationFrame(() => resolve()); });
    const now = () => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    };
    let box = now();
    for (let same = 0; same < 5;) {
      await idle();
      await frame();
      const next = now();
      same = next.x === box.x && next.y === box.y && next.width === box.width && next.height === box.height ? same + 1 : 0;
      box = next;
    }
    if (box.width === 0) throw new Error("What is to be pointed at is not shown.");
    return box;
  });
}
