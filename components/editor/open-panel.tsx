"use client";

import dynamic from "next/dynamic";
import { ShortcutSheet } from "./commands/shortcut-sheet.tsx";
import { useEditor, useEditorSession } from "./editor-context.tsx";
import { CommandList } from "./palette/command-list.tsx";
import { ConnectList } from "./palette/connect-list.tsx";
import { Palette } from "./palette/palette.tsx";

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
    case "commands":
      return <CommandList />;
    case "shortcuts":
      return <ShortcutSheet onClose={close} />;
  }
}
