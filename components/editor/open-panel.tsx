"use client";

import dynamic from "next/dynamic";
import { ShortcutSheet } from "./commands/shortcut-sheet.tsx";
import { useEditor, useEditorSession } from "./editor-context.tsx";
import { CommandList } from "./palette/command-list.tsx";
import { ConnectList } from "./palette/connect-list.tsx";
import { Palette } from "./palette/palette.tsx";

const GivePanel = dynamic(async () => (await import("./test-run/give-panel.tsx")).GivePanel, { ssr: false });
const StartPanel = dynamic(async () => (await import("./test-run/start-panel.tsx")).StartPanel, { ssr: false });

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
    case "give":
      return <GivePanel options={panel.options} missing={panel.missing} onClose={close} />;
    case "commands":
      return <CommandList />;
    case "shortcuts":
      return <ShortcutSheet onClose={close} />;
  }
}
