import { useStore } from "zustand";
import { formatAgo } from "#components/ui/format-ago.ts";
import { useNow } from "#components/ui/use-now.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { SaveStatus } from "../autosave/autosave.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";

function draftWords(status: SaveStatus, updatedAt: string, now: number): string {
  switch (status.kind) {
    case "saved": {
      const ago = formatAgo(status.at === null ? updatedAt : new Date(status.at).toISOString(), now);
      return ago === "now" ? "Draft, saved." : `Draft, saved ${ago}.`;
    }
    case "unsaved":
    case "saving":
      return "Saving…";
    case "offline":
      return "Offline. Your changes are kept on this device and saved when you are back.";
    case "failed":
      return `Not saved: ${status.message}`;
    case "conflict":
      return "Not saved: somebody saved a newer draft.";
  }
}

function liveWords({ liveVersion, draftAhead, paused }: Flow, saved: boolean): string {
  if (liveVersion === null) return "Not published yet.";
  if (paused) return `Version ${liveVersion} is paused.`;
  return draftAhead || !saved ? `Version ${liveVersion} is live.` : `Version ${liveVersion} is live, it is this one.`;
}

/** What became of the draft, what runs, and whether something must be done about it. */
export function useSaveWords(flow: Flow): { draft: string; live: string | null; bad: boolean } {
  const { autosave } = useEditorSession();
  const status = useStore(autosave.status, (state) => state.status);
  const readOnly = useEditor((state) => state.readOnly);
  const now = useNow(5_000);
  const bad = status.kind === "offline" || status.kind === "failed" || status.kind === "conflict";
  return {
    draft: readOnly ? "You can look, not change: your role here is viewer." : draftWords(status, flow.updatedAt, now),
    live: bad ? null : liveWords(flow, status.kind === "saved"),
    bad,
  };
}
