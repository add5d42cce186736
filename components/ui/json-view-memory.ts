export const jsonViews = ["tree", "table", "raw"] as const;
export type JsonViewName = (typeof jsonViews)[number];

const key = "millrace.value-view";

/** How this reader last chose to see values; null before they chose, and where nothing can be kept. */
export function readJsonView(): JsonViewName | null {
  try {
    return jsonViews.find((view) => view === localStorage.getItem(key)) ?? null;
  } catch {
    return null;
  }
}

export function keepJsonView(view: JsonViewName): void {
  try {
    localStorage.setItem(key, view);
  } catch {
    // Only comfort is lost.
  }
}
