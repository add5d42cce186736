"use client";

import { EllipsisVertical } from "lucide-react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { MenuItem } from "#components/ui/menu-item.tsx";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { tidy } from "../commands/arrange-commands.ts";
import { publishWithMessage, redo, runLive, showCommands, undo } from "../commands/editor-commands.ts";
import { performCommand } from "../commands/perform-command.ts";
import { useEditorSession } from "../editor-context.tsx";
import { useSaveWords } from "./use-save-words.ts";

const commands = [undo, redo, tidy, runLive, publishWithMessage, showCommands];

function Items({ flow, isScheduled }: MoreMenuProps) {
  const session = useEditorSession();
  const { draft, live } = useSaveWords(flow);
  const home = `/w/${session.workspace}`;
  return (
    <>
      <p className="menu-head small muted" role="presentation">{draft} {live}</p>
      <MenuItem href={`${home}/runs?flow=${session.flow}`}>Runs</MenuItem>
      <MenuItem href={`${home}/flows/${session.flow}/versions`}>Versions</MenuItem>
      {isScheduled ? <MenuItem href={`${home}/flows/${session.flow}/schedule`}>Schedule</MenuItem> : null}
      <div className="menu-line" role="separator" />
      {commands.map((command) => {
        const enabled = command.enabled(session);
        return <MenuItem key={command.id} icon={command.icon} unavailable={enabled === true ? null : enabled} onSelect={() => void performCommand(command, session)}>{command.label}</MenuItem>;
      })}
    </>
  );
}

interface MoreMenuProps {
  flow: Flow;
  isScheduled: boolean;
}

/** On narrow screens: what the header and the canvas's tools have no room for. */
export function MoreMenu({ flow, isScheduled }: MoreMenuProps) {
  return (
    <Menu label="More of this flow" align="end" trigger={(props) => <IconButton {...props} className="only-narrow" icon={EllipsisVertical} label="More of this flow" />}>
      <Items flow={flow} isScheduled={isScheduled} />
    </Menu>
  );
}
