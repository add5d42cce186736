import { useEffect } from "react";
import type { EditorSession } from "../editor-context.tsx";
import { addStep, closeInspector, editorCommands, publish, redo, save, showCommands, undo } from "./editor-commands.ts";
import { performCommand } from "./perform-command.ts";
import { isShortcut } from "./shortcut.ts";

/** Commands that also work while a text is typed; what is typed is undone by the editor, not by the browser. */
const inTexts = new Set([closeInspector, save, publish, undo, redo, showCommands]);

function isTyping(target: EventTarget | null): target is HTMLElement {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));
}

/** `Tab` adds a step only after a click on the empty canvas; everywhere else it moves the focus, as it must. */
function mayTab(): boolean {
  return document.activeElement === document.body && canvasClicked;
}

let canvasClicked = false;

/** Runs commands by their shortcuts while the editor is mounted. */
export function useShortcuts(session: EditorSession): void {
  useEffect(() => {
    function down(event: KeyboardEvent) {
      // A menu takes its keys itself: Escape closes it, and nothing behind it.
      if (event.defaultPrevented || document.querySelector("dialog[open], [role=menu][popover=auto]:popover-open")) return;
      const typing = isTyping(event.target);
      const bound = typing && event.target.closest("[data-bound]") !== null;
      for (const command of editorCommands) {
        if (command.isNative || !command.shortcut.some((shortcut) => isShortcut(event, shortcut))) continue;
        if (typing && (!inTexts.has(command) || ((command === undo || command === redo) && !bound))) continue;
        if (command === addStep && event.key === "Tab" && !mayTab()) continue;
        if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) continue;
        event.preventDefault();
        if (command.enabled(session) === true) void performCommand(command, session);
        return;
      }
    }
    function point(event: PointerEvent) {
      canvasClicked = event.target instanceof Element && event.target.closest(".react-flow__pane") !== null;
    }
    function focus() {
      canvasClicked = false;
    }
    window.addEventListener("keydown", down);
    window.addEventListener("pointerdown", point, true);
    window.addEventListener("focusin", focus);
    return () => {
      window.removeEventListener("keydown", down);
      window.removeEventListener("pointerdown", point, true);
      window.removeEventListener("focusin", focus);
    };
  }, [session]);
}
