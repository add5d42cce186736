"use client";

import dynamic from "next/dynamic";
import { useEditor, useEditorSession } from "./editor-context.tsx";
import { ConnectList } from "./palette/connect-list.tsx";
import { Palette } from "./palette/palette.tsx";

const FindBar = dynamic(async () => (await import("./navigate/find-bar.tsx")).FindBar, { ssr: false });
const ContextMenu = dynamic(async () => (await import("./palette/context-menu.tsx")).ContextMenu, { ssr: false });
const DropPanel = dynamic(async () => (await import("./drop/drop-panel.tsx")).DropPanel, { ssr: false });
const PasteDialog = dynamic(async () => (await import("./clipboard/paste-dialog.tsx")).PasteDialog, { ssr: false });
const ExtractDialog = dynamic(async () => (await import("./calls/extract-dialog.tsx")).ExtractDialog, { ssr: false });
const CallersPanel = dynamic(async () => (await import("./calls/callers-panel.tsx")).CallersPanel, { ssr: false });
const CommandList = dynamic(async () => (await import("./palette/command-list.tsx")).CommandList, { ssr: false });
const ShortcutSheet = dynamic(async () => (await import("./commands/shortcut-sheet.tsx")).ShortcutSheet, { ssr: false });
const GivePanel = dynamic(async () => (await import("./test-run/give-panel.tsx")).GivePanel, { ssr: false });
const StartPanel = dynamic(async () => (await import("./test-run/start-panel.tsx")).StartPanel, { ssr: false });

const PublishPanel = dynamic(async () => (await import("./versions/publish-panel.tsx")).PublishPanel, { ssr: false });
const ConflictPanel = dynamic(async () => (await import("./versions/conflict-panel.tsx")).ConflictPanel, { ssr: false });

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
