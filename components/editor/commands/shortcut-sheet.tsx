"use client";

import { Dialog } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { editorCommands } from "./editor-commands.ts";
import { shortcutInWords } from "./shortcut.ts";
import { useIsApple } from "./use-is-apple.ts";

/** All shortcuts, and what the canvas and the texts understand beside them. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const apple = useIsApple();
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className="keys">
        {editorCommands.map((command) => (
          <div key={command.id}>
            <dt>{command.label}</dt>
            <dd>{command.shortcut.map((shortcut) => <Kbd key={shortcut}>{shortcutInWords(shortcut, apple)}</Kbd>)}</dd>
          </div>
        ))}
        <div><dt>Go through steps and connections</dt><dd><Kbd>Tab</Kbd></dd></div>
        <div><dt>Select the focused one</dt><dd><Kbd>Enter</Kbd></dd></div>
        <div><dt>Move the selected step</dt><dd><Kbd>Arrow keys</Kbd></dd></div>
        <div><dt>Refer to an earlier step, in a text</dt><dd><Kbd>{"{"}</Kbd></dd></div>
      </dl>
    </Dialog>
  );
}
