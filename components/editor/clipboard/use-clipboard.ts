import { useEffect } from "react";
import { isMissingPart } from "#components/ui/is-missing-part.ts";
import { missingPart } from "../commands/missing-part.ts";
import type { EditorSession } from "../editor-context.tsx";
import { excerptOf } from "./excerpt-of.ts";

/** Texts keep their own clipboard: a field with the caret in it, or words that are marked. */
function isText(event: ClipboardEvent): boolean {
  const { target } = event;
  if (target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))) return true;
  return event.type !== "paste" && (window.getSelection()?.toString() ?? "") !== "";
}

/** Copy, cut and paste of steps and notes, by the browser's own keys and menus. */
export function useClipboard(session: EditorSession): void {
  useEffect(() => {
    function take(event: ClipboardEvent) {
      const { document: flow, selection, readOnly, overlay, perform, set } = session.store.getState();
      if (isText(event) || selection.nodes.length + selection.notes.length === 0 || window.document.querySelector("dialog[open]")) return;
      event.preventDefault();
      const excerpt = excerptOf(flow, selection);
      session.view.copied = { text: JSON.stringify(excerpt, null, 2), document: excerpt };
      event.clipboardData?.setData("text/plain", session.view.copied.text);
      const count = selection.nodes.length + selection.notes.length;
      if (event.type === "cut" && !readOnly && !overlay) perform([{ type: "remove", nodes: selection.nodes, edges: [] }, { type: "set-notes", notes: Object.fromEntries(selection.notes.map((id) => [id, null])) }]);
      set({ said: `${event.type === "cut" ? "Cut" : "Copied"} ${count === 1 ? "1 part" : `${count} parts`} as JSON.` });
    }
    async function pasteHere(text: string) {
      try {
        const { pasteText } = await import("./paste-text.ts");
        await pasteText(session, text);
      } catch (error) {
        if (!isMissingPart(error)) throw error;
        session.store.getState().set({ said: missingPart });
      }
    }
    function paste(event: ClipboardEvent) {
      const { readOnly, overlay } = session.store.getState();
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (isText(event) || readOnly || overlay || text === "" || window.document.querySelector("dialog[open]")) return;
      event.preventDefault();
      void pasteHere(text);
    }
    document.addEventListener("copy", take);
    document.addEventListener("cut", take);
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("copy", take);
      document.removeEventListener("cut", take);
      document.removeEventListener("paste", paste);
    };
  }, [session]);
}
