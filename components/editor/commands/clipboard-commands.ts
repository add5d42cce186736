import { Braces, ClipboardCopy, ClipboardPaste, Scissors } from "lucide-react";
import type { EditorSession } from "../editor-context.tsx";
import type { Command } from "./command.ts";
import { stateOf, whenEditable } from "./session-state.ts";

function hasSelection(session: EditorSession): true | string {
  const { nodes, notes } = stateOf(session).selection;
  return nodes.length + notes.length > 0 || "Select a step or a note first.";
}

/** Goes by the browser's own copy, which is allowed on pages without HTTPS too; the editor's listener fills in what is copied. */
function copySelection(kind: "copy" | "cut"): void {
  if (document.activeElement instanceof HTMLElement && document.activeElement.matches("input, textarea")) document.activeElement.blur();
  document.execCommand(kind);
}

export const copy: Command = {
  id: "copy", label: "Copy as JSON", icon: ClipboardCopy, shortcut: ["mod+c"], isNative: true,
  enabled: hasSelection,
  perform: () => copySelection("copy"),
};

export const cut: Command = {
  id: "cut", label: "Cut as JSON", icon: Scissors, shortcut: ["mod+x"], isNative: true,
  enabled: (session) => whenEditable(session, hasSelection(session)),
  perform: () => copySelection("cut"),
};

export const paste: Command = {
  id: "paste", label: "Paste", icon: ClipboardPaste, shortcut: ["mod+v"], isNative: true,
  enabled: (session) => whenEditable(session),
  async perform(session) {
    // Not every page may read the clipboard; then the text is pasted into a field.
    const text = await navigator.clipboard?.readText().catch(() => "");
    if (!text) return stateOf(session).show({ kind: "paste", text: "" });
    const { pasteText } = await import("../clipboard/paste-text.ts");
    await pasteText(session, text);
  },
};

const pasteJson: Command = {
  id: "paste-json", label: "Paste JSON", icon: Braces, shortcut: ["mod+shift+v"],
  enabled: (session) => whenEditable(session),
  perform: (session) => stateOf(session).show({ kind: "paste", text: "" }),
};

/** What goes through the clipboard, always as the JSON of a document. */
export const clipboardCommands: readonly Command[] = [copy, cut, paste, pasteJson];
