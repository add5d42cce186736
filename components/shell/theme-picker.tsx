"use client";

import { Check, Monitor, Moon, Sun } from "lucide-react";
import { useSyncExternalStore } from "react";
import { MenuItem } from "#components/ui/menu-item.tsx";
import { chooseTheme, chosenTheme, watchTheme } from "./theme.ts";

const faces = [
  { value: "system", word: "System theme", icon: Monitor }, { value: "light", word: "Light theme", icon: Sun }, { value: "dark", word: "Dark theme", icon: Moon },
] as const;

/** Items of a menu. */
export function ThemePicker() {
  const theme = useSyncExternalStore(watchTheme, chosenTheme, () => "system" as const);
  return (
    <div role="group" aria-label="Theme">
      {faces.map(({ value, word, icon }) => (
        <MenuItem key={value} icon={icon} checked={value === theme} after={value === theme ? <Check className="ic ic-s" aria-hidden /> : null} onSelect={() => chooseTheme(value)}>{word}</MenuItem>
      ))}
    </div>
  );
}
