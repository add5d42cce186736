const key = "millrace.theme";
const changed = "millrace:theme";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** The theme this browser chose. Storage may be forbidden; then it is the system's. */
export function chosenTheme(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? "system";
  } catch {
    return "system";
  }
}

export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Nothing to keep it in: the system's theme stays.
  }
  window.dispatchEvent(new Event(changed));
}

/** Calls back when another theme is chosen, in this tab or another, or when the system changes its own. */
export function watchTheme(listener: () => void): () => void {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  window.addEventListener(changed, listener);
  window.addEventListener("storage", listener);
  system.addEventListener("change", listener);
  return () => {
    window.removeEventListener(changed, listener);
    window.removeEventListener("storage", listener);
    system.removeEventListener("change", listener);
  };
}
