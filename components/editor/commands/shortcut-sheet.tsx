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
      <dl className="keys" tabIndex={0} aria-label="Shortcuts">
        {editorCommands.map((command) => (
          <div key={command.id}>
            <dt>{command.label}</dt>
            <dd>{command.shortcut.map((shortcut) => <Kbd key={shortcut}>{shortcutInWords(shortcut, apple)}</Kbd>)}</dd>
          </div>
        ))}
        <div><dt>Go through steps, notes and connections</dt><dd><Kbd>Tab</Kbd></dd></div>
        <div><dt>Select the focused one</dt><dd><Kbd>Enter</Kbd></dd></div>
        <div><dt>Add a step on the selected connection, write in the selected note</dt><dd><Kbd>Enter</Kbd></dd></div>
        <div><dt>Move what is selected; with Shift four times as far</dt><dd><Kbd>Arrow keys</Kbd></dd></div>
        <div><dt>Commands for what is selected</dt><dd><Kbd>{apple ? "⌃F10" : "Shift F10"}</Kbd></dd></div>
        <div><dt>Select one more, or one less</dt><dd><Kbd>{apple ? "⇧Space" : "Shift Space"}</Kbd><Kbd>{apple ? "⌘" : "Ctrl"}</Kbd>click</dd></div>
        <div><dt>Select what lies in a box</dt><dd><Kbd>{apple ? "⇧" : "Shift"}</Kbd>drag</dd></div>
        <div><dt>Refer to an earlier step, in a text</dt><dd><Kbd>{"{"}</Kbd></dd></div>
      </dl>
    </Dialog>
  );
}
