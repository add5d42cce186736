"use client";

import { CommandButton } from "../commands/command-button.tsx";
import { addNote, tidy } from "../commands/arrange-commands.ts";
import { addStep, redo, showCommands, showShortcuts, undo } from "../commands/editor-commands.ts";
import { find, toggleMinimap } from "../commands/navigate-commands.ts";
import { useEditor } from "../editor-context.tsx";

const forEditors = [addStep, addNote, undo, redo, tidy, find, toggleMinimap, showCommands, showShortcuts];
const forViewers = [find, toggleMinimap, showCommands, showShortcuts];

/** The tools beside the zoom. */
export function CanvasTools() {
  const readOnly = useEditor((state) => state.readOnly);
  return (
    <div className="float ed-tools" role="toolbar" aria-label="Canvas">
      {(readOnly ? forViewers : forEditors).map((command) => <CommandButton key={command.id} command={command} />)}
    </div>
  );
}
