"use client";

import { X } from "lucide-react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { useEditor, useEditorSession } from "../editor-context.tsx";

/** What the last command did, where the canvas alone does not show it. Read out; stays until something changes. */
export function SaidLine() {
  const { store } = useEditorSession();
  const said = useEditor((state) => state.said);
  return (
    <div role="status" className={said === null ? "vh" : "float ed-said"}>
      {said === null ? null : <><span>{said}</span><IconButton label="Close" icon={X} size="s" onClick={() => store.getState().set({ said: null })} /></>}
    </div>
  );
}
