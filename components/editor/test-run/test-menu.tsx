"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { MenuItem } from "#components/ui/menu-item.tsx";
import { samplesQuery } from "#lib/client/queries/samples.ts";
import { testRun } from "../commands/editor-commands.ts";
import { performCommand } from "../commands/perform-command.ts";
import { partTests } from "../commands/test-commands.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";
import type { TestScope } from "./test-scope.ts";
import { whatHappens } from "./what-happens.ts";

/** Samples offered in the menu; the others are chosen in the input pane. */
const shownSamples = 8;

interface ItemsProps {
  mocked: readonly string[];
}

/** What to run, each with the sentence of what it does; and what it begins with. */
function Items({ mocked }: ItemsProps) {
  const session = useEditorSession();
  const { store, workspace, flow } = session;
  const selected = useEditor(({ selection, document }) => (selection.nodes.length === 1 ? document.nodes.find((candidate) => candidate.id === selection.nodes[0]) : undefined));
  const trigger = useEditor((state) => state.document.nodes.find((node) => state.nodeTypes.get(node.type)?.kind === "trigger")?.id);
  const chosen = useEditor((state) => state.testSample);
  const samples = (useQuery(samplesQuery(workspace, flow)).data ?? []).filter((sample) => sample.node === trigger).slice(0, shownSamples);
  const { document, nodeTypes, testSends } = store.getState();
  const says = (scope: TestScope) => {
    const { does, instead } = whatHappens(document, nodeTypes, { ...scope, send: new Set(testSends), mocked: new Set(mocked) });
    return `${does} ${instead}`.trim();
  };
  return (
    <>
      <MenuItem onSelect={() => testRun.perform(session)}>Test the whole flow<span className="menu-about">{says({})}</span></MenuItem>
      {partTests.map((command) => {
        const enabled = command.enabled(session);
        return (
          <MenuItem key={command.id} unavailable={enabled === true ? null : enabled} onSelect={() => void performCommand(command, session)}>
            {command.label}{enabled === true && selected ? <span className="menu-about">“{selected.name}”: {says(command.scope(selected.id))}</span> : null}
          </MenuItem>
        );
      })}
      <MenuItem onSelect={() => store.getState().show({ kind: "start", what: "test" })}>With other input</MenuItem>
      {samples.length > 0 ? (
        <>
          <div className="menu-line" role="separator" />
          <MenuItem checked={chosen === null} onSelect={() => store.getState().set({ testSample: null })}>Begin with the trigger’s example</MenuItem>
          {samples.map((sample) => (
            <MenuItem key={sample.id} checked={chosen === sample.id} onSelect={() => store.getState().set({ testSample: sample.id })}>Begin with “{sample.name}”{sample.stale ? <span className="menu-about">Older than the trigger it came from.</span> : null}</MenuItem>
          ))}
        </>
      ) : null}
    </>
  );
}

/** Choices beside the whole flow. */
export function TestMenu({ mocked }: ItemsProps) {
  return (
    <Menu
      label="What to run"
      trigger={(props) => (
        <Button {...props} look="water" className="btn-icon" aria-label="Choose what to run"><ChevronDown className="ic ic-s" aria-hidden /></Button>
      )}
    >
      <Items mocked={mocked} />
    </Menu>
  );
}
