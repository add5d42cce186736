"use client";

import { type ComponentType, useEffect } from "react";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { missingPart } from "./commands/missing-part.ts";
import { useEditor, useEditorSession } from "./editor-context.tsx";
import { ConnectList } from "./palette/connect-list.tsx";
import { Palette } from "./palette/palette.tsx";

/** A panel that cannot be loaded closes again, with a word why. */
function PanelMissing() {
  const { store } = useEditorSession();
  useEffect(() => {
    store.getState().show(null);
    store.getState().set({ said: missingPart });
  }, [store]);
  return null;
}

function panel<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  return lazyPart(load, { missing: PanelMissing });
}

const FindBar = panel(async () => (await import("./navigate/find-bar.tsx")).FindBar);
const ContextMenu = panel(async () => (await import("./palette/context-menu.tsx")).ContextMenu);
const DropPanel = panel(async () => (await import("./drop/drop-panel.tsx")).DropPanel);
const PasteDialog = panel(async () => (await import("./clipboard/paste-dialog.tsx")).PasteDialog);
const ExtractDialog = panel(async () => (await import("./calls/extract-dialog.tsx")).ExtractDialog);
const CallersPanel = panel(async () => (await import("./calls/callers-panel.tsx")).CallersPanel);
const CommandList = panel(async () => (await import("./palette/command-list.tsx")).CommandList);
const ShortcutSheet = panel(async () => (await import("./commands/shortcut-sheet.tsx")).ShortcutSheet);
const GivePanel = panel(async () => (await import("./test-run/give-panel.tsx")).GivePanel);
const StartPanel = panel(async () => (await import("./test-run/start-panel.tsx")).StartPanel);

const PublishPanel = panel(async () => (await import("./versions/publish-panel.tsx")).PublishPanel);
const ConflictPanel = panel(async () => (await import("./versions/conflict-panel.tsx")).ConflictPanel);

/** The one panel that may be open over the canvas. */
export function OpenPanel() {
  const { store } = useEditorSession();
  const panel = useEditor((state) => state.panel);
  const close = () => store.getState().show(null);
  switch (panel?.kind) {
    case undefined:
      return null;
    case "palette":
      return <Palette request={panel.request} />;
    case "connect":
      return <ConnectList node={panel.node} />;
    case "start":
      return <StartPanel what={panel.what} onClose={close} />;
    case "publish":
      return <PublishPanel onClose={close} />;
    case "conflict":
      return <ConflictPanel onClose={close} />;
    case "find":
      return <FindBar onClose={close} />;
    case "menu":
      return <ContextMenu anchor={panel.anchor} />;
    case "drop":
      return <DropPanel {...panel} />;
    case "paste":
      return <PasteDialog text={panel.text} onClose={close} />;
    case "extract":
      return <ExtractDialog onClose={close} />;
    case "callers":
      return <CallersPanel onClose={close} />;
    case "give":
      return <GivePanel options={panel.options} missing={panel.missing} onClose={close} />;
    case "commands":
      return <CommandList />;
    case "shortcuts":
      return <ShortcutSheet onClose={close} />;
  }
}
