"use client";

import { CommandButton } from "../commands/command-button.tsx";
import { addStep, redo, showCommands, showShortcuts, undo } from "../commands/editor-commands.ts";
import { useEditor } from "../editor-context.tsx";

const forEditors = [addStep, undo, redo, showCommands, showShortcuts];
const forViewers = [showCommands, showShortcuts];

/** The tools beside the zoom. */
export function CanvasTools() {
  const readOnly = useEditor((state) => state.readOnly);
  return (
    <div className="float ed-tools" role="toolbar" aria-label="Canvas">
      {(readOnly ? forViewers : forEditors).map((command) => <CommandButton key={command.id} command={command} />)}
    </div>
  );
}
