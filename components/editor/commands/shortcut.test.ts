import { describe, expect, test } from "vitest";
import { editorCommands } from "./editor-commands.ts";
import { isShortcut, shortcutInWords, type KeyStroke } from "./shortcut.ts";

const stroke = (key: string, part: Partial<KeyStroke> = {}): KeyStroke => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...part });

describe("shortcuts", () => {
  test.each([
    ["mod+z", stroke("z", { ctrlKey: true }), true],
    ["mod+z", stroke("z", { metaKey: true }), true],
    ["mod+z", stroke("Z", { ctrlKey: true, shiftKey: true }), false],
    ["mod+shift+z", stroke("Z", { ctrlKey: true, shiftKey: true }), true],
    ["mod+z", stroke("z"), false],
    ["a", stroke("a", { ctrlKey: true }), false],
    ["a", stroke("a", { altKey: true }), false],
    ["?", stroke("?", { shiftKey: true }), true],
    ["plus", stroke("+", { shiftKey: true }), true],
    ["Tab", stroke("Tab", { shiftKey: true }), false],
    ["Delete", stroke("Delete"), true],
  ])("%s", (shortcut, pressed, matches) => {
    expect(isShortcut(pressed, shortcut)).toBe(matches);
  });

  test("are written as people write them", () => {
    expect(shortcutInWords("mod+shift+z", false)).toBe("Ctrl Shift Z");
    expect(shortcutInWords("mod+shift+z", true)).toBe("⌘⇧Z");
    expect(shortcutInWords("plus", false)).toBe("+");
  });

  test("no two commands share one", () => {
    const all = editorCommands.flatMap((command) => command.shortcut);
    expect(all.filter((shortcut, index) => all.indexOf(shortcut) !== index)).toEqual([]);
    expect(new Set(editorCommands.map((command) => command.id)).size).toBe(editorCommands.length);
  });
});
