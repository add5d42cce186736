"use client";

import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useDeferredValue, useMemo } from "react";
import { useStore } from "zustand";
import { Button } from "#components/ui/button.tsx";
import { flowDraftQuery } from "#lib/client/queries/flows.ts";
import { mocksQuery, samplesQuery } from "#lib/client/queries/samples.ts";
import { runLive, testRun } from "../commands/editor-commands.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { MocksMenu } from "./mocks-menu.tsx";
import { TestMenu } from "./test-menu.tsx";
import { type WhatHappens, whatHappens } from "./what-happens.ts";

/** The sentence in bold, with what is really written set apart by colour and an amber rule. */
function Promised({ does, sends }: Pick<WhatHappens, "does" | "sends">) {
  if (sends === null) return <b>{does}</b>;
  const [before = "", after = ""] = does.split(sends);
  return <b>{before}<span className="testbar-sends">{sends}</span>{after}</b>;
}

/** The sill under the canvas: what a test-run would do, in words, and the button that does it. */
export function TestBar() {
  const session = useEditorSession();
  const { workspace, flow: id } = session;
  const document = useDeferredValue(useEditor((state) => state.document));
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const sends = useEditor((state) => state.testSends);
  const sample = useEditor((state) => state.testSample);
  const state = useStore(session.testRun.state);
  const flow = useQuery(flowDraftQuery(workspace, id)).data;
  const mocks = useQuery(mocksQuery(workspace, id)).data;
  const begins = useQuery({ ...samplesQuery(workspace, id), enabled: sample !== null }).data?.find((candidate) => candidate.id === sample)?.name;
  const { does, sends: sending, instead } = useMemo(
    () => whatHappens(document, nodeTypes, { send: new Set(sends), mocked: new Set((mocks ?? []).map((mock) => mock.node)) }),
    [document, nodeTypes, sends, mocks],
  );
  useStore(session.autosave.status);
  const enabled = testRun.enabled(session);
  const trigger = document.nodes.find((node) => nodeTypes.get(node.type)?.kind === "trigger");
  const isManual = trigger?.type === "core/manual";
  const aside = [begins === undefined ? "" : `Begins with “${begins}”.`, instead].filter((part) => part !== "").join(" ");
  return (
    <section className="testbar" aria-label="Test run">
      <span className="split">
        <Button look="water" busy={state.kind === "busy"} aria-disabled={enabled !== true || undefined} title={enabled === true ? undefined : enabled} onClick={() => enabled === true && testRun.perform(session)}>
          <Play className="ic ic-s" aria-hidden />
          {sending === null ? "Test run" : "Test run and send"}
        </Button>
        <TestMenu mocked={(mocks ?? []).map((mock) => mock.node)} />
      </span>
      {state.kind === "failed" ? (
        <span className="grow cut testbar-bad" role="alert" title={state.message}>{state.message}</span>
      ) : (
        <span className="grow cut" title={`${does} ${aside}`.trim()}>
          {enabled === true ? <Promised does={does} sends={sending} /> : <b>{enabled}</b>}
          {enabled === true && aside !== "" ? <span className="muted"> {aside}</span> : null}
        </span>
      )}
      {mocks && mocks.length > 0 ? <MocksMenu mocks={mocks} /> : null}
      {flow?.liveVersion == null ? null : (
        <Button className="only-wide" title={`Runs version ${flow.liveVersion}, for real`} onClick={() => runLive.perform(session)}>{isManual ? "Run" : "Run once by hand"}</Button>
      )}
    </section>
  );
}
