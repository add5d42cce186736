export interface KeyStroke {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** Shift makes `?` on most keyboards, so it is not asked for with signs. */
function wantsShift(parts: readonly string[], key: string): boolean | null {
  return /^[a-z]$|^[A-Z][a-z]+/.test(key) || parts.includes("shift") ? parts.includes("shift") : null;
}

/** Whether a key stroke is the shortcut, written like `mod+shift+z`; `mod` is Ctrl, or Command on Apple's machines. */
export function isShortcut(stroke: KeyStroke, shortcut: string): boolean {
  const parts = shortcut.split("+");
  const last = parts.at(-1) ?? "";
  const key = last === "plus" ? "+" : last;
  if ((stroke.ctrlKey || stroke.metaKey) !== parts.includes("mod") || stroke.altKey !== parts.includes("alt")) return false;
  const shift = wantsShift(parts, key);
  return (shift === null || stroke.shiftKey === shift) && stroke.key.toLowerCase() === key.toLowerCase();
}

const words: Record<string, string> = { ArrowRight: "→", ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓", Delete: "Del", Backspace: "⌫", Escape: "Esc", plus: "+" };

/** `Ctrl Shift Z`, or `⌘⇧Z`. */
export function shortcutInWords(shortcut: string, apple: boolean): string {
  const named = shortcut.split("+").map((part) => {
    if (part === "mod") return apple ? "⌘" : "Ctrl";
    if (part === "shift") return apple ? "⇧" : "Shift";
    if (part === "alt") return apple ? "⌥" : "Alt";
    return words[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
  return named.join(apple ? "" : " ");
}
