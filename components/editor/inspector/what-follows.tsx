"use client";

import { Fragment } from "react";
import { useShallow } from "zustand/react/shallow";
import type { FlowNode } from "#lib/flow/document.schema.ts";
import { errorPort, type NodeType } from "#lib/flow/node-type.ts";
import { addOnFailure } from "../commands/add-commands.ts";
import { CommandButton } from "../commands/command-button.tsx";
import { useEditor, useEditorSession } from "../editor-context.tsx";

function Steps({ ids }: { ids: readonly string[] }) {
  const { store, view } = useEditorSession();
  const nodes = useEditor((state) => state.document.nodes);
  const nameOf = (id: string) => nodes.find((node) => node.id === id)?.name ?? "";
  function go(id: string) {
    store.getState().select({ nodes: [id] });
    view.canvas?.focus(id);
  }
  return ids.map((id, index) => <Fragment key={id}>{index === 0 ? null : ", "}<button type="button" className="link" onClick={() => go(id)}>{nameOf(id)}</button></Fragment>);
}

function withoutPath({ settings }: FlowNode): string {
  return settings.onError === "skip" ? "what follows is skipped." : "the run fails.";
}

/** Where the run goes on after a step, and where when it fails. */
export function WhatFollows({ node, type }: { node: FlowNode; type: NodeType }) {
  const readOnly = useEditor((state) => state.readOnly);
  const out = useEditor(useShallow((state) => state.document.edges.filter((edge) => edge.from.node === node.id)));
  const next = [...new Set(out.filter((edge) => edge.from.port !== errorPort).map((edge) => edge.to.node))];
  const failed = [...new Set(out.filter((edge) => edge.from.port === errorPort).map((edge) => edge.to.node))];
  const gives = type.outputs.length > 0 || type.casesField !== undefined;
  if (!gives && !type.canFail) return null;
  return (
    <div className="follows small" role="group" aria-label={`What follows ${node.name}`}>
      {gives ? <p><span className="muted">Then</span> {next.length === 0 ? <span className="muted">nothing follows.</span> : <Steps ids={next} />}</p> : null}
      {type.canFail ? (
        <div className="row wrap">
          <p><span className="muted">On failure</span> {failed.length === 0 ? <span className="muted">{withoutPath(node)}</span> : <Steps ids={failed} />}</p>
          {readOnly || failed.length > 0 ? null : <CommandButton worded command={addOnFailure} />}
        </div>
      ) : null}
    </div>
  );
}
