"use client";

import { useLayoutEffect } from "react";
import { chosenTheme, watchTheme } from "./theme.ts";

function paint() {
  const theme = chosenTheme();
  const dark = theme === "dark" || (theme === "system" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

/** Keeps the page in its theme; also where the document is rendered anew in the browser and the head's script did not run. */
export function ThemeKeeper() {
  useLayoutEffect(() => {
    paint();
    return watchTheme(paint);
  }, []);
  return null;
}
