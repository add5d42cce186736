"use client";

import { Kbd } from "#components/ui/kbd.tsx";
import { editorCommands, showCommands } from "../commands/editor-commands.ts";
import { shortcutInWords } from "../commands/shortcut.ts";
import { useIsApple } from "../commands/use-is-apple.ts";
import { useEditorSession } from "../editor-context.tsx";
import { ListBox } from "./list-box.tsx";

/** Every command of the editor by name; those that cannot be performed say why. */
export function CommandList() {
  const session = useEditorSession();
  const apple = useIsApple();
  const close = () => session.store.getState().show(null);
  const items = editorCommands.filter((command) => command !== showCommands).map((command) => {
    const enabled = command.enabled(session);
    const Icon = command.icon;
    const [shortcut] = command.shortcut;
    return {
      id: command.id,
      group: "Commands",
      unavailable: enabled === true ? null : enabled,
      words: command.label,
      face: (
        <>
          <Icon className="ic" aria-hidden />
          <span className="cmd-title">{command.label}</span>
          {enabled === true && shortcut !== undefined ? <span className="cmd-about"><Kbd>{shortcutInWords(shortcut, apple)}</Kbd></span> : null}
        </>
      ),
    };
  });
  return (
    <section className="cmd ed-panel is-middle" aria-label="Commands">
      <ListBox
        label="Find a command"
        placeholder="Find a command"
        items={items}
        empty="No command is called that."
        onChoose={(id) => {
          close();
          editorCommands.find((command) => command.id === id)?.perform(session);
        }}
        onClose={close}
      />
    </section>
  );
}
