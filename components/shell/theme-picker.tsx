"use client";

import { Check, Monitor, Moon, Sun } from "lucide-react";
import { useSyncExternalStore } from "react";
import { MenuItem } from "#components/ui/menu-item.tsx";

const key = "millrace.theme";
const changed = "millrace:theme";
const themes = ["system", "light", "dark"] as const;
type Theme = (typeof themes)[number];

const faces = [
  { value: "system", word: "System theme", icon: Monitor }, { value: "light", word: "Light theme", icon: Sun }, { value: "dark", word: "Dark theme", icon: Moon },
] as const;

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

/** Items of a menu. The page's theme is painted by the script in the document's head, which hears the same event. */
export function ThemePicker() {
  const theme = useSyncExternalStore(subscribe, stored, () => "system" as const);
  return (
    <div role="group" aria-label="Theme">
      {faces.map(({ value, word, icon }) => (
        <MenuItem key={value} icon={icon} checked={value === theme} after={value === theme ? <Check className="ic ic-s" aria-hidden /> : null} onSelect={() => choose(value)}>{word}</MenuItem>
      ))}
    </div>
  );
}
