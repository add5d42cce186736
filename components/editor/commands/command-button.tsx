"use client";

import { IconButton } from "#components/ui/icon-button.tsx";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import type { Command } from "./command.ts";
import { performCommand } from "./perform-command.ts";
import { shortcutInWords } from "./shortcut.ts";
import { useIsApple } from "./use-is-apple.ts";

/** A command as an icon; when it cannot be performed the tip says why. */
export function CommandButton({ command }: { command: Command }) {
  const session = useEditorSession();
  const apple = useIsApple();
  const enabled = useEditor(() => command.enabled(session));
  const [shortcut] = command.shortcut;
  return (
    <IconButton
      icon={command.icon}
      label={command.label}
      title={enabled === true ? `${command.label}${shortcut === undefined ? "" : ` (${shortcutInWords(shortcut, apple)})`}` : `${command.label}: ${enabled}`}
      aria-disabled={enabled !== true}
      aria-keyshortcuts={shortcut?.replace("mod", apple ? "Meta" : "Control")}
      onClick={() => {
        if (enabled === true) void performCommand(command, session);
      }}
    />
  );
}
