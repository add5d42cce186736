/** Puts a popover under its anchor, or above it when there is more room there. */
export function placeBeside(popover: HTMLElement, anchor: HTMLElement, align: "start" | "end"): void {
  const gap = 4;
  const box = anchor.getBoundingClientRect();
  const below = window.innerHeight - box.bottom;
  const upwards = below < 240 && box.top > below;
  const style = popover.style;
  style.top = upwards ? "auto" : `${box.bottom + gap}px`;
  style.bottom = upwards ? `${window.innerHeight - box.top + gap}px` : "auto";
  style.left = align === "start" ? `${Math.max(8, box.left)}px` : "auto";
  style.right = align === "end" ? `${Math.max(8, document.documentElement.clientWidth - box.right)}px` : "auto";
  style.maxHeight = `${(upwards ? box.top : below) - 12}px`;
}
