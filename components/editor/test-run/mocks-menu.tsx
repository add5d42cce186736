"use client";

import { useMutation } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { MenuItem } from "#components/ui/menu-item.tsx";
import { sampleMutations } from "#lib/client/mutations/sample-mutations.ts";
import type { Mock } from "#lib/contracts/samples.schema.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";

function saidOf(mock: Mock): string {
  if (mock.kind === "error") return "It fails.";
  return mock.sample ? `The sample “${mock.sample.name}” stands in.${mock.sample.stale ? " It is older than the step." : ""}` : "A value stands in.";
}

/** The mocks of a flow, wherever they are: each leads to its step, and all are turned off at once. */
export function MocksMenu({ mocks }: { mocks: readonly Mock[] }) {
  const session = useEditorSession();
  const { store, view, workspace, flow } = session;
  const nodes = useEditor((state) => state.document.nodes);
  const readOnly = useEditor((state) => state.readOnly);
  const remove = useMutation(sampleMutations(workspace, flow).unmock);
  function show(node: string) {
    store.getState().select({ nodes: [node] });
    store.getState().set({ outputView: "mock" });
    view.canvas?.keepVisible(node);
  }
  return (
    <Menu
      label="Mocks"
      align="end"
      trigger={(props) => <Button {...props} className="testbar-mocks"><FlaskConical className="ic ic-s" aria-hidden />{mocks.length === 1 ? "1 mock on" : `${mocks.length} mocks on`}</Button>}
    >
      {mocks.map((mock) => (
        <MenuItem key={mock.node} onSelect={() => show(mock.node)}>{nodes.find((node) => node.id === mock.node)?.name ?? "A step"}<span className="menu-about">{saidOf(mock)}</span></MenuItem>
      ))}
      {readOnly ? null : (
        <>
          <div className="menu-line" role="separator" />
          <MenuItem onSelect={() => mocks.forEach((mock) => remove.mutate({ node: mock.node }))}>Turn all off</MenuItem>
        </>
      )}
    </Menu>
  );
}
