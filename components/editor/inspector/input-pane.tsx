"use client";

import { memo, useMemo, useState } from "react";
import { type ReferenceSource, useReferenceScope } from "#components/fields/reference-scope.ts";
import { referencesOf } from "#lib/flow/bindings/references.ts";
import type { FlowNode, Reference } from "#lib/flow/document.schema.ts";
import { ValuesChooser } from "../samples/values-chooser.tsx";
import { ShapeTree } from "./shape-tree.tsx";

/** Trees drawn at once; a flow of 500 steps has that many before its last one. */
const shownAtFirst = 8;

const gives = { error: "its error", record: "this record", summary: "when all records are done", link: "known before it asks" } as const;

type Pick = (reference: Reference) => void;

/** Paths that a node refers to, by step, each list as one text so that it can be compared. */
function usedPaths(node: FlowNode): Map<string, string> {
  const used = new Map<string, string>();
  for (const found of referencesOf(node)) used.set(found.node, `${used.get(found.node) ?? ""}${found.path.join(".")}\n`);
  return used;
}

const SourceTree = memo(function SourceTree({ source, used, onPick }: { source: ReferenceSource; used: string; onPick: Pick | undefined }) {
  const paths = useMemo(() => new Set(used.split("\n").slice(0, -1)), [used]);
  return (
    <ShapeTree
      label={`Output of ${source.name}`}
      rows={source.rows}
      used={paths}
      onPick={onPick && ((path) => onPick({ kind: "reference", node: source.node, path }))}
      head={
        <li className="tree-head small">
          <b className="cut">{source.name}</b>
          {source.gives === "output" ? null : <span className="faint">{gives[source.gives]}</span>}
          {source.certain ? null : <span className="faint">not on every path</span>}
          <span className="grow" />
          {onPick && source.gives !== "link" ? <button type="button" className="link small" onMouseDown={(event) => event.preventDefault()} onClick={() => onPick({ kind: "reference", node: source.node, path: [] })}>Use all<span className="vh"> of {source.name}</span></button> : null}
        </li>
      }
    />
  );
});

/** What ran before, nearest first, as trees; a click puts a reference into the text that is edited. */
export function InputPane({ node, isTrigger, onPick }: { node: FlowNode; isTrigger: boolean; onPick: Pick | undefined }) {
  const { sources } = useReferenceScope();
  const used = useMemo(() => usedPaths(node), [node]);
  const [all, setAll] = useState(false);
  if (isTrigger) return <p className="small muted">A trigger starts the flow: nothing runs before it. What it receives is under Output.</p>;
  if (sources.length === 0) return <p className="small muted">Nothing leads here yet. Connect a step to this one, then its output can be used.</p>;
  const shown = all || sources.length <= shownAtFirst ? sources : [...sources.slice(0, shownAtFirst - 1), ...sources.slice(-1)];
  return (
    <>
      <ValuesChooser />
      {shown.map((source) => <SourceTree key={source.node} source={source} used={used.get(source.node) ?? ""} onPick={onPick} />)}
      {shown.length < sources.length ? <button type="button" className="link small tree-note" onClick={() => setAll(true)}>Show all {sources.length} steps before this one</button> : null}
      <p className="small faint tree-note">In a text, type {"{"} to refer to one.</p>
    </>
  );
}
