/** Goes to the field that a problem or an act is about; the next paint may only just bring it. */
export function focusAt(at: string): void {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>(`[data-at="${CSS.escape(at)}"]`);
    field?.focus();
    if (field instanceof HTMLInputElement) field.select();
    field?.scrollIntoView({ block: "nearest" });
  });
}
