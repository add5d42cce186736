const key = "millrace.minimap";

/** Whether this person wants the overview, on this device. */
export function wantsMinimap(): boolean {
  try {
    return localStorage.getItem(key) === "yes";
  } catch {
    return false;
  }
}

export function rememberMinimap(wanted: boolean): void {
  try {
    localStorage.setItem(key, wanted ? "yes" : "no");
  } catch {
    // A browser that stores nothing forgets it; the overview is shown all the same.
  }
}
