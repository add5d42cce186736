"use client";

import { useMemo } from "react";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { diffDocuments } from "#lib/flow/diff/diff-documents.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { ChangeList, diffWords } from "./change-list.tsx";

const DiffCanvas = lazyPart(async () => (await import("#components/editor/diff-canvas.tsx")).DiffCanvas);

/** What differs between two states of a flow: on a canvas, and in words. */
export function CompareView({ before, after, nodeTypes }: { before: FlowDocument; after: FlowDocument; nodeTypes: NodeTypes }) {
  const diff = useMemo(() => diffDocuments(before, after, nodeTypes), [before, after, nodeTypes]);
  return (
    <>
      <p className="vs-sum" role="status">{diffWords(diff)}</p>
      {after.nodes.length + before.nodes.length === 0 ? null : <section className="vs-canvas" aria-label="The flow, with what differs"><DiffCanvas before={before} after={after} diff={diff} nodeTypes={nodeTypes} /></section>}
      <ChangeList diff={diff} />
    </>
  );
}
