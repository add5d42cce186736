"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown, Play } from "lucide-react";
import { useDeferredValue, useMemo } from "react";
import { useStore } from "zustand";
import { Button } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { Menu } from "#components/ui/menu.tsx";
import { MenuItem } from "#components/ui/menu-item.tsx";
import { flowDraftQuery } from "#lib/client/queries/flows.ts";
import { runLive, testRun } from "../commands/editor-commands.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import { whatHappens } from "./what-happens.ts";

/** Choices beside the whole flow with its sample. */
function TestMenu() {
  const session = useEditorSession();
  const selected = useEditor(({ selection, document, nodeTypes }) => {
    const node = selection.nodes.length === 1 ? document.nodes.find((candidate) => candidate.id === selection.nodes[0]) : undefined;
    return node && nodeTypes.get(node.type)?.kind !== "trigger" ? node : undefined;
  });
  return (
    <Menu
      label="What to run"
      trigger={(props) => (
        <Button {...props} look="water" className="btn-icon" aria-label="Choose what to run"><ChevronDown className="ic ic-s" aria-hidden /></Button>
      )}
    >
      <MenuItem onSelect={() => testRun.perform(session)}>The whole flow</MenuItem>
      <MenuItem unavailable={selected ? null : "Select a step first."} onSelect={() => selected && void session.testRun.start({ upTo: selected.id })}>{selected ? `Up to “${selected.name}”` : "Up to a step"}</MenuItem>
      <MenuItem onSelect={() => session.store.getState().show({ kind: "start", what: "test" })}>With other input</MenuItem>
    </Menu>
  );
}

/** The sill under the canvas: what a test-run would do, in words, and the button that does it. */
export function TestBar() {
  const session = useEditorSession();
  const document = useDeferredValue(useEditor((state) => state.document));
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const sends = useEditor((state) => state.testSends);
  const state = useStore(session.testRun.state);
  const flow = useQuery(flowDraftQuery(session.workspace, session.flow)).data;
  const { does, instead } = useMemo(() => whatHappens(document, nodeTypes, new Set(sends)), [document, nodeTypes, sends]);
  useStore(session.autosave.status);
  const enabled = testRun.enabled(session);
  const isSending = does.includes("sends to");
  const trigger = document.nodes.find((node) => nodeTypes.get(node.type)?.kind === "trigger");
  const isManual = trigger?.type === "core/manual";
  return (
    <section className="testbar" aria-label="Test run">
      <span className="split">
        <Button look="water" busy={state.kind === "busy"} aria-disabled={enabled !== true || undefined} title={enabled === true ? undefined : enabled} onClick={() => enabled === true && testRun.perform(session)}>
          <Play className="ic ic-s" aria-hidden />
          {isSending ? "Test run and send" : "Test run"}
        </Button>
        <TestMenu />
      </span>
      {state.kind === "failed" ? (
        <span className="grow cut testbar-bad" role="alert" title={state.message}>{state.message}</span>
      ) : (
        <span className="grow cut" title={`${does} ${instead}`.trim()}>
          <b className={classes(isSending && "testbar-sends")}>{enabled === true ? does : enabled}</b>
          {enabled === true && instead !== "" ? <span className="muted only-wide"> {instead}</span> : null}
        </span>
      )}
      {flow?.liveVersion == null ? null : (
        <Button className="only-wide" title={`Runs version ${flow.liveVersion}, for real`} onClick={() => runLive.perform(session)}>{isManual ? "Run" : "Run once by hand"}</Button>
      )}
    </section>
  );
}
