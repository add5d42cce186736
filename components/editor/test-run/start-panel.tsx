"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { errorText } from "#lib/client/error-text.ts";
import { flowDraftQuery, flowVersionQuery } from "#lib/client/queries/flows.ts";
import { request } from "#lib/client/request.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { StartDialog } from "./start-dialog.tsx";
import { whatHappens } from "./what-happens.ts";

/** A run of the live version, started by hand. */
function LiveStart({ version, onClose }: { version: number; onClose: () => void }) {
  const { workspace, flow } = useEditorSession();
  const router = useRouter();
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const { data } = useQuery(flowVersionQuery(workspace, flow, version));
  if (!data) return null;
  return (
    <StartDialog
      title={`Run version ${version}`}
      about="It runs for real: everything it sends is sent."
      action="Run"
      look="ink"
      document={data.document}
      nodeTypes={nodeTypes}
      onStart={async (input) => {
        try {
          const { run } = await request("POST /api/v1/flows/{flow}/runs", { flow, input });
          router.push(`/w/${workspace}/runs/${run}`);
          onClose();
          return null;
        } catch (error) {
          return errorText(error);
        }
      }}
      onClose={onClose}
    />
  );
}

/** A test-run that begins with something else than the trigger's sample. */
function TestStart({ onClose }: { onClose: () => void }) {
  const { store, testRun } = useEditorSession();
  const { document, nodeTypes, testSends } = store.getState();
  const { does, instead } = whatHappens(document, nodeTypes, { send: new Set(testSends) });
  return (
    <StartDialog
      title="Test run"
      about={`${does} ${instead}`.trim()}
      action={testSends.length > 0 ? "Test run and send" : "Test run"}
      look="water"
      document={document}
      nodeTypes={nodeTypes}
      onStart={async (input) => {
        await testRun.start({ input });
        const state = testRun.state.getState();
        return state.kind === "failed" ? state.message : null;
      }}
      onClose={onClose}
    />
  );
}

/** Asks what a run begins with, then starts it. */
export function StartPanel({ what, onClose }: { what: "live" | "test"; onClose: () => void }) {
  const { workspace, flow } = useEditorSession();
  const live = useQuery(flowDraftQuery(workspace, flow)).data?.liveVersion;
  if (what === "test") return <TestStart onClose={onClose} />;
  return live == null ? null : <LiveStart version={live} onClose={onClose} />;
}
