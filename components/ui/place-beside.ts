const gap = 4;
/** Kept free along the edges of the window. */
const margin = 8;
/** As wide as any menu; one that is not shown yet has no width of its own. */
const leastWidth = 196;

const leastHeight = 240;

/** Puts a popover under its anchor, or above it when there is more room there, and inside of the window. */
export function placeBeside(popover: HTMLElement, anchor: HTMLElement, align: "start" | "end"): void {
  const box = anchor.getBoundingClientRect();
  const { clientWidth } = document.documentElement;
  const below = window.innerHeight - box.bottom;
  const upwards = below < Math.max(leastHeight, popover.scrollHeight + margin + gap) && box.top > below;
  const most = clientWidth - Math.max(popover.offsetWidth, leastWidth) - margin;
  const within = (offset: number) => `${Math.max(margin, Math.min(offset, most))}px`;
  const style = popover.style;
  style.top = upwards ? "auto" : `${box.bottom + gap}px`;
  style.bottom = upwards ? `${window.innerHeight - box.top + gap}px` : "auto";
  style.left = align === "start" ? within(box.left) : "auto";
  style.right = align === "end" ? within(clientWidth - box.right) : "auto";
  style.maxHeight = `${(upwards ? box.top : below) - 12}px`;
}
