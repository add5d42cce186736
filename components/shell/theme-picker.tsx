"use client";

import { useSyncExternalStore } from "react";
import { Segmented } from "#components/ui/segmented.tsx";

const key = "millrace.theme";
const changed = "millrace:theme";
const themes = ["system", "light", "dark"] as const;
type Theme = (typeof themes)[number];

function stored(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? "system";
  } catch {
    return "system";
  }
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(changed, listener);
  window.addEventListener("storage", listener);
  return () => {
    window.removeEventListener(changed, listener);
    window.removeEventListener("storage", listener);
  };
}

function choose(theme: Theme) {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Storage may be forbidden; then the system's theme stays.
  }
  window.dispatchEvent(new Event(changed));
}

/** The page's theme is painted by the script in the document's head, which hears the same event. */
export function ThemePicker() {
  const theme = useSyncExternalStore(subscribe, stored, () => "system" as const);
  return (
    <div className="theme-pick">
      <Segmented label="Theme" value={theme} onValue={choose} segments={[{ value: "system", face: "System" }, { value: "light", face: "Light" }, { value: "dark", face: "Dark" }]} />
    </div>
  );
}
