"use client";

import { Button } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import type { Command } from "./command.ts";
import { performCommand } from "./perform-command.ts";
import { shortcutInWords } from "./shortcut.ts";
import { useIsApple } from "./use-is-apple.ts";

/** A command as an icon, or with its words; when it cannot be performed the tip says why. */
export function CommandButton({ command, worded = false }: { command: Command; worded?: boolean }) {
  const session = useEditorSession();
  const apple = useIsApple();
  const enabled = useEditor(() => command.enabled(session));
  const [shortcut] = command.shortcut;
  const Icon = command.icon;
  const props = {
    title: enabled === true ? `${command.label}${shortcut === undefined ? "" : ` (${shortcutInWords(shortcut, apple)})`}` : `${command.label}: ${enabled}`,
    "aria-disabled": enabled !== true,
    "aria-keyshortcuts": shortcut?.replace("mod", apple ? "Meta" : "Control"),
    onClick: () => {
      if (enabled === true) void performCommand(command, session);
    },
  };
  if (worded) return <Button {...props} size="s"><Icon className="ic ic-s" aria-hidden />{command.label}</Button>;
  return <IconButton {...props} icon={command.icon} label={command.label} />;
}
