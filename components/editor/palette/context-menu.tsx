"use client";

import { type KeyboardEvent, useLayoutEffect, useRef } from "react";
import { Kbd } from "#components/ui/kbd.tsx";
import { placeAt } from "#components/ui/place-at.ts";
import type { Position } from "#lib/flow/operations/operation.ts";
import { extract, openCalled, showCallers } from "../commands/navigate-commands.ts";
import { addBefore, addOnFailure } from "../commands/add-commands.ts";
import { group, addNote, tidy, ungroup } from "../commands/arrange-commands.ts";
import { copy, cut, paste } from "../commands/clipboard-commands.ts";
import type { Command } from "../commands/command.ts";
import { addStep, connect, duplicate, fit, removeSelection, rename, replace, selectAll, toggleDisabled } from "../commands/editor-commands.ts";
import { performCommand } from "../commands/perform-command.ts";
import { partTests } from "../commands/test-commands.ts";
import { shortcutInWords } from "../commands/shortcut.ts";
import { useIsApple } from "../commands/use-is-apple.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";

const onSelection: readonly (readonly Command[])[] = [[addStep, addBefore, addOnFailure, replace, connect, rename, toggleDisabled, openCalled], partTests, [copy, cut, paste, duplicate], [group, ungroup, tidy, extract], [removeSelection]];
const onCanvas: readonly (readonly Command[])[] = [[addStep, addNote, paste], [selectAll, tidy, fit], [showCallers]];

/** The commands that can be performed on what is selected, at the pointer or by Shift F10. */
export function ContextMenu({ anchor }: { anchor: Position }) {
  const session = useEditorSession();
  const apple = useIsApple();
  const menu = useRef<HTMLDivElement>(null);
  /** Where no canvas is shown, the focus goes back to the button that opened it. */
  const opener = useRef<Element | null>(null);
  const selection = useEditor((state) => state.selection);
  const isEmpty = selection.nodes.length + selection.edges.length + selection.notes.length === 0;
  const parts = (isEmpty ? onCanvas : onSelection).map((part) => part.filter((command) => command.enabled(session) === true)).filter((part) => part.length > 0);
  useLayoutEffect(() => {
    if (!menu.current) return;
    opener.current ??= document.activeElement;
    menu.current.showPopover();
    placeAt(menu.current, anchor);
    menu.current.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, [anchor]);

  function close() {
    session.store.getState().show(null);
  }
  function key(event: KeyboardEvent<HTMLDivElement>) {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]")];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) items[(at + step + items.length) % items.length]?.focus();
    else if (event.key === "Home") items[0]?.focus();
    else if (event.key === "End") items.at(-1)?.focus();
    else if (event.key === "Escape" || event.key === "Tab") {
      close();
      const back = selection.nodes[0] ?? selection.edges[0] ?? selection.notes[0];
      if (session.view.canvas === null && opener.current instanceof HTMLElement) opener.current.focus();
      else if (back !== undefined) session.view.canvas?.focus(back);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <div
      ref={menu}
      role="menu"
      tabIndex={-1}
      aria-label={isEmpty ? "Canvas" : "What is selected"}
      className="menu ed-menu"
      popover="manual"
      onKeyDown={key}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) close();
      }}
    >
      {parts.map((part) => (
        <div key={part[0]?.id} role="group" className="ed-menu-part">
          {part.map((command) => {
            const Icon = command.icon;
            const [shortcut] = command.shortcut;
            return (
              <button
                key={command.id}
                type="button"
                role="menuitem"
                tabIndex={-1}
                className="menu-item"
                onPointerMove={(event) => event.currentTarget.focus()}
                onClick={() => {
                  close();
                  void performCommand(command, session);
                }}
              >
                <Icon className="ic" aria-hidden />
                <span className="grow">{command.label}</span>
                {shortcut === undefined ? null : <Kbd>{shortcutInWords(shortcut, apple)}</Kbd>}
              </button>
            );
          })}
        </div>
      ))}
    </div>
  );
}
