/** Kept free along the edges of the window. */
const margin = 8;

/** Puts a shown popover at a point of the window, moved so far that all of it can be seen. */
export function placeAt(popover: HTMLElement, { x, y }: { x: number; y: number }): void {
  const { style } = popover;
  style.maxHeight = `${window.innerHeight - 2 * margin}px`;
  style.left = `${Math.max(margin, Math.min(x, document.documentElement.clientWidth - popover.offsetWidth - margin))}px`;
  style.top = `${Math.max(margin, Math.min(y, window.innerHeight - popover.offsetHeight - margin))}px`;
}
