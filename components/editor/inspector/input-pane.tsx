"use client";

import { useMemo } from "react";
import { useReferenceScope } from "#components/fields/reference-scope.ts";
import { referencesOf } from "#lib/flow/bindings/references.ts";
import type { FlowNode, Reference } from "#lib/flow/document.schema.ts";
import { ShapeTree } from "./shape-tree.tsx";

/** Paths of one step that a node refers to, and the branches they lie in. */
function usedPaths(node: FlowNode): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  for (const { reference } of referencesOf(node)) {
    const paths = used.get(reference.node) ?? new Set();
    paths.add(reference.path.join("."));
    used.set(reference.node, paths);
  }
  return used;
}

/** What ran before, as trees; a click puts a reference into the text that is edited. */
export function InputPane({ node, isTrigger, onPick }: { node: FlowNode; isTrigger: boolean; onPick: ((reference: Reference) => void) | undefined }) {
  const { sources } = useReferenceScope();
  const used = useMemo(() => usedPaths(node), [node]);
  if (isTrigger) return <p className="small muted">A trigger starts the flow: nothing runs before it. What it receives is under Output.</p>;
  if (sources.length === 0) return <p className="small muted">Nothing leads here yet. Connect a step to this one, then its output can be used.</p>;
  return (
    <>
      {sources.map((source) => (
        <ShapeTree
          key={source.node}
          label={`Output of ${source.name}`}
          rows={source.rows}
          used={used.get(source.node) ?? new Set()}
          onPick={onPick && ((path) => onPick({ kind: "reference", node: source.node, path }))}
          head={
            <li className="tree-head small">
              <b className="cut">{source.name}</b>
              {source.certain ? null : <span className="faint">not on every path</span>}
              <span className="grow" />
              {onPick ? <button type="button" className="link small" onMouseDown={(event) => event.preventDefault()} onClick={() => onPick({ kind: "reference", node: source.node, path: [] })}>Use all</button> : null}
            </li>
          }
        />
      ))}
      <p className="small faint tree-note">Values are samples. In a text, type {"{"} to refer to one.</p>
    </>
  );
}
