"use client";

import { useMemo } from "react";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { useNarrow } from "#components/ui/use-narrow.ts";
import { diffDocuments } from "#lib/flow/diff/diff-documents.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { ChangeSentence } from "./change-sentences.ts";
import { SentenceList } from "./sentence-list.tsx";

const DiffCanvas = lazyPart(async () => (await import("#components/editor/diff-canvas.tsx")).DiffCanvas);

const kindWords = { added: "new", changed: "changed", removed: "taken away" } as const;

interface UpdateStepsProps {
  before: FlowDocument;
  after: FlowDocument;
  nodeTypes: NodeTypes;
  sentences: readonly ChangeSentence[];
}

/** Where in the flow it differs: drawn, or step by step where a canvas has no room. */
export function UpdateSteps({ before, after, nodeTypes, sentences }: UpdateStepsProps) {
  const isNarrow = useNarrow();
  const diff = useMemo(() => diffDocuments(before, after, nodeTypes), [before, after, nodeTypes]);
  const kinds = new Map(diff.nodes.map(({ node, kind }) => [node, kind]));
  const here = new Set(after.nodes.map(({ id }) => id));
  if (!isNarrow) return <section className="vs-canvas" aria-label="The flow, with what differs"><DiffCanvas before={before} after={after} diff={diff} nodeTypes={nodeTypes} /></section>;
  const beside = sentences.filter(({ node }) => node === null);
  return (
    <>
      <ol className="tu-steps" aria-label="Steps, with what differs">
        {[...after.nodes, ...before.nodes.filter(({ id }) => !here.has(id))].map(({ id, name }) => {
          const kind = kinds.get(id);
          return (
            <li key={id} data-d={kind}>
              <p><b>{name}</b> <span className="small muted">{kind === undefined ? "as it was" : kindWords[kind]}</span></p>
              {kind === "changed" ? <SentenceList sentences={sentences.filter(({ node }) => node === id)} none="" /> : null}
            </li>
          );
        })}
      </ol>
      {beside.length === 0 ? null : <SentenceList sentences={beside} none="" />}
    </>
  );
}
