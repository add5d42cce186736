"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { flowDraftQuery, flowKeys } from "#lib/client/queries/flows.ts";
import { nodeTypesQuery } from "#lib/client/queries/node-types.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { createAutosave } from "./autosave/autosave.ts";
import { localBackup } from "./autosave/local-backup.ts";
import { loadDraft, saveDraft } from "./autosave/save-draft.ts";
import { useClipboard } from "./clipboard/use-clipboard.ts";
import { useShortcuts } from "./commands/use-shortcuts.ts";
import { type EditorSession, EditorSessionContext } from "./editor-context.tsx";
import { createEditorStore } from "./editor-store.ts";
import { EditorScreen } from "./editor-screen.tsx";
import { keepReady } from "./keep-ready.ts";
import { watchIssues } from "./issues/watch-issues.ts";
import { wantsMinimap } from "./navigate/minimap-memory.ts";
import { MockedProvider } from "./samples/mocked-provider.tsx";
import { useTestRun } from "./test-run/use-test-run.ts";
import { usePublish } from "./use-publish.ts";

/** The editor of one flow, from loading on. */
export function FlowEditor({ flow }: { flow: string }) {
  const { slug } = useWorkspace();
  const draft = useQuery(flowDraftQuery(slug, flow));
  const types = useQuery(nodeTypesQuery());
  const error = draft.error ?? types.error;
  if (draft.data && types.data) return <LoadedEditor key={flow} flow={draft.data} nodeTypes={types.data} />;
  return (
    <main id="page" className="ed is-loading">
      <div className="ed-head"><h1 className="vh">Flow</h1></div>
      {error ? (
        <ErrorState title="The flow did not load" onRetry={() => void Promise.all([draft.refetch(), types.refetch()])}>{errorText(error)}</ErrorState>
      ) : <p className="vh" role="status">The flow is loading.</p>}
    </main>
  );
}

function LoadedEditor({ flow, nodeTypes }: { flow: Flow; nodeTypes: NodeTypes }) {
  const { slug, may } = useWorkspace();
  const queries = useQueryClient();
  const router = useRouter();
  const [parts] = useState(() => {
    const store = createEditorStore({ document: flow.document, name: flow.name, nodeTypes, readOnly: !may("flows:write") });
    const key = flowKeys.draft(slug, flow.id);
    const autosave = createAutosave({
      editor: store,
      draftRevision: flow.draftRevision,
      backup: localBackup(flow.id),
      load: () => loadDraft(flow.id),
      async save(draft) {
        const outcome = await saveDraft(flow.id, draft);
        if (outcome.kind === "saved") {
          queries.setQueryData<Flow>(key, (old) => old && { ...old, ...outcome.facts, draftRevision: outcome.draftRevision, name: draft.name, document: draft.document });
          void queries.invalidateQueries({ queryKey: flowKeys.lists(slug) });
          void queries.invalidateQueries({ queryKey: flowKeys.drafts(slug, flow.id) });
        }
        return outcome;
      },
    });
    return { store, autosave };
  });
  const publishing = usePublish(slug, flow.id, parts.store, parts.autosave);
  const testRun = useTestRun(slug, flow.id, parts.store, parts.autosave);
  const [session] = useState((): EditorSession => ({ ...parts, flow: flow.id, workspace: slug, view: { canvas: null, dragged: null, copied: null }, queries, go: (address) => router.push(address), testRun, hasLive: () => queries.getQueryData<Flow>(flowKeys.draft(slug, flow.id))?.liveVersion != null, publish: publishing.publish, whyNotPublish: publishing.whyNot }));

  useEffect(() => watchIssues(parts.store), [parts]);
  useEffect(() => parts.autosave.start(), [parts]);
  useEffect(() => keepReady(parts.store), [parts]);
  useShortcuts(session);
  useClipboard(session);
  useEffect(() => parts.store.getState().set({ minimap: wantsMinimap() }), [parts]);
  useEffect(() => {
    const before = document.title;
    return () => {
      document.title = before;
    };
  }, []);
  const name = useStore(parts.store, (state) => state.name);
  useEffect(() => {
    document.title = `${name} · Millrace`;
  }, [name]);
  return (
    <EditorSessionContext value={session}>
      <MockedProvider><EditorScreen flow={flow} publishing={publishing} /></MockedProvider>
    </EditorSessionContext>
  );
}
