"use client";

import { EllipsisVertical } from "lucide-react";
import { useEffect, useRef } from "react";
import { InstallFacts } from "#components/templates/update/install-facts.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { MenuItem } from "#components/ui/menu-item.tsx";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { tidy } from "../commands/arrange-commands.ts";
import { publishWithMessage, redo, runLive, showCommands, undo } from "../commands/editor-commands.ts";
import { publishTemplate } from "../commands/navigate-commands.ts";
import { performCommand } from "../commands/perform-command.ts";
import { useEditorSession } from "../editor-context.tsx";
import { useSaveWords } from "./use-save-words.ts";

const onCanvas = [undo, redo, tidy, runLive, publishWithMessage, publishTemplate, showCommands];
const beside = [runLive, publishWithMessage, publishTemplate, showCommands];

function Items({ flow, isScheduled, narrow }: ItemsProps) {
  const session = useEditorSession();
  const { draft, live } = useSaveWords(flow);
  const home = `/w/${session.workspace}`;
  return (
    <>
      {narrow ? (
        <>
          <p className="menu-head small muted" role="presentation">{draft} {live}</p>
          <MenuItem href={`${home}/runs?flow=${session.flow}`}>Runs</MenuItem>
          <MenuItem href={`${home}/flows/${session.flow}/versions`}>Versions</MenuItem>
          {isScheduled ? <MenuItem href={`${home}/flows/${session.flow}/schedule`}>Schedule</MenuItem> : null}
        </>
      ) : null}
      <InstallFacts flow={session.flow} />
      {narrow ? <div className="menu-line" role="separator" /> : null}
      {(narrow ? onCanvas : beside).map((command) => {
        const enabled = command.enabled(session);
        return <MenuItem key={command.id} icon={command.icon} unavailable={enabled === true ? null : enabled} onSelect={() => void performCommand(command, session)}>{command.label}</MenuItem>;
      })}
    </>
  );
}

interface ItemsProps {
  flow: Flow;
  isScheduled: boolean;
  narrow: boolean;
}

/** What the header has no room for; on narrow screens also its links and the canvas's tools. `opensAtOnce`: it was loaded because somebody wants it. */
export function MoreMenu({ opensAtOnce, ...items }: ItemsProps & { opensAtOnce: boolean }) {
  const box = useRef<HTMLSpanElement>(null);
  const isOpened = useRef(false);
  useEffect(() => {
    if (!opensAtOnce || isOpened.current) return;
    isOpened.current = true;
    box.current?.querySelector<HTMLElement>("button")?.click();
  }, [opensAtOnce]);
  return (
    <span ref={box} className="ed-more-box">
      <Menu label="More of this flow" align="end" trigger={(props) => <IconButton {...props} icon={EllipsisVertical} label="More of this flow" />}>
        <Items {...items} />
      </Menu>
    </span>
  );
}
