let marked: Element | null = null;

/** Shows what would take a drop; null shows nothing. Written on the element, so that nothing is rendered while dragging. */
export function markTarget(element: Element | null): void {
  if (element === marked) return;
  marked?.removeAttribute("data-drop");
  element?.setAttribute("data-drop", "true");
  marked = element;
}
