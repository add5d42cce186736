"use client";

import { useQuery } from "@tanstack/react-query";
import { Workflow } from "lucide-react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { flowCallersQuery } from "#lib/client/queries/flows.ts";
import { useEditorSession } from "../editor-context.tsx";
import { ListBox } from "../palette/list-box.tsx";

/** The flows whose draft or live version calls this one. */
export function CallersPanel({ onClose }: { onClose: () => void }) {
  const session = useEditorSession();
  const { slug } = useWorkspace();
  const callers = useQuery(flowCallersQuery(slug, session.flow));
  const items = (callers.data ?? []).map(({ id, name, isLive }) => ({
    id, group: "Called by", unavailable: null, words: name,
    face: <><Workflow className="ic" aria-hidden /><span className="cmd-title cut">{name}</span><span className="small faint cmd-about">{isLive ? "live" : "in its draft"}</span></>,
  }));
  const empty = callers.isPending ? "Looking for flows that call this one." : callers.error ? errorText(callers.error) : "No flow calls this one.";
  return (
    <section className="cmd ed-panel is-middle" aria-label="Called by">
      <ListBox
        label="Flows that call this one"
        placeholder="Flows that call this one"
        items={items}
        empty={empty}
        onChoose={(id) => {
          onClose();
          void session.autosave.flush();
          session.go(`/w/${session.workspace}/flows/${id}?from=${session.flow}`);
        }}
        onClose={onClose}
      />
    </section>
  );
}
