import type { Page } from "playwright-core";

/**
 * What can be used on a page as it is now, and yet cannot be brought wholly onto the screen or lies under something else.
 * What is on the canvas is left out: that is moved about. Of an open dialog or panel over the whole page, only what is in it.
 */
export async function unreachable(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const places = [...document.querySelectorAll<HTMLElement>("dialog[open], [popover]:popover-open, .ed-panel")];
    const root: ParentNode = places.findLast((place) => place.getBoundingClientRect().width >= innerWidth - 40 || place.matches("dialog, [popover]")) ?? document;
    const found: string[] = [];
    const scrolled = [...document.querySelectorAll("*")].map((element) => [element, element.scrollTop, element.scrollLeft] as const);
    for (const element of root.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [role="textbox"], [role="option"], [role^="menuitem"]')) {
      if (element.closest(".react-flow__viewport, .vh, [inert], .skip") || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      const box = (element.closest("label") ?? element).getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      const what = `${element.tagName.toLowerCase()} ${element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40) ?? ""}`.trim();
      const isIn = box.left >= -1 && box.right <= innerWidth + 1 && (box.height > innerHeight || (box.top >= -1 && box.bottom <= innerHeight + 1));
      const over = document.elementFromPoint(box.left + box.width / 2, Math.min(box.top + box.height / 2, innerHeight - 1));
      const own = element.closest("label") ?? element;
      if (!isIn) found.push(`${what} lies at ${Math.round(box.left)}, ${Math.round(box.top)} to ${Math.round(box.right)}, ${Math.round(box.bottom)}`);
      else if (!over || !(own.contains(over) || over.contains(own))) found.push(`${what} lies under ${over?.tagName.toLowerCase()}.${String(over?.className)}`);
    }
    for (const [element, top, left] of scrolled) if (element.scrollTop !== top || element.scrollLeft !== left) element.scrollTo({ top, left, behavior: "instant" });
    return found;
  });
}
