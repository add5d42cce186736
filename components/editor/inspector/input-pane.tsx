"use client";

import { Search } from "lucide-react";
import { memo, useDeferredValue, useMemo, useState } from "react";
import { type ReferenceSource, useReferenceScope } from "#components/fields/reference-scope.ts";
import { referencesOf } from "#lib/flow/bindings/references.ts";
import type { FlowNode, Path, Reference } from "#lib/flow/document.schema.ts";
import { ValuesChooser } from "../samples/values-chooser.tsx";
import { ShapeTree } from "./shape-tree.tsx";

/** Trees drawn at once; a flow of 500 steps has that many before its last one. */
const shownAtFirst = 8;
/** The same while something is searched for. */
const shownOfFound = 40;

const gives = { error: "its error", record: "this record", summary: "when all records are done", link: "known before it asks" } as const;

type Pick = (reference: Reference) => void;

/** Paths that a node refers to, by step, each list as one text so that it can be compared. */
function usedPaths(node: FlowNode): Map<string, string> {
  const used = new Map<string, string>();
  for (const found of referencesOf(node)) used.set(found.node, `${used.get(found.node) ?? ""}${found.path.join(".")}\n`);
  return used;
}

function hasFound(source: ReferenceSource, search: string): boolean {
  return source.rows.some((row) => row.path.join(".").toLowerCase().includes(search) || row.preview.toLowerCase().includes(search));
}

interface SourceTreeProps {
  source: ReferenceSource;
  used: string;
  search: string;
  onPick: Pick | undefined;
}

const SourceTree = memo(function SourceTree({ source, used, search, onPick }: SourceTreeProps) {
  const paths = useMemo(() => new Set(used.split("\n").slice(0, -1)), [used]);
  const referenceTo = (path: Path): Reference => ({ kind: "reference", node: source.node, path });
  // The name alone was looked for: all of it is shown.
  const within = search !== "" && !hasFound(source, search) ? "" : search;
  return (
    <ShapeTree
      label={`Output of ${source.name}`}
      sample={source.sample}
      schema={source.schema}
      used={paths}
      search={within}
      onPick={onPick && ((path) => onPick(referenceTo(path)))}
      referenceTo={onPick && referenceTo}
      head={
        <li className="tree-head small">
          <b className="cut">{source.name}</b>
          {source.gives === "output" ? null : <span className="faint">{gives[source.gives]}</span>}
          {source.certain ? null : <span className="faint">not on every path</span>}
          <span className="grow" />
          {source.isReal ? <span className="faint tree-real" title="Values are from the last run or the chosen sample">last run</span> : null}
          {onPick && source.gives !== "link" ? <button type="button" className="link small" onMouseDown={(event) => event.preventDefault()} onClick={() => onPick(referenceTo([]))}>Use all<span className="vh"> of {source.name}</span></button> : null}
        </li>
      }
    />
  );
});

/** What ran before, nearest first, as trees; a click puts a reference into the text that is edited, a drag into any. */
export function InputPane({ node, isTrigger, onPick }: { node: FlowNode; isTrigger: boolean; onPick: Pick | undefined }) {
  const { sources } = useReferenceScope();
  const used = useMemo(() => usedPaths(node), [node]);
  const [all, setAll] = useState(false);
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim().toLowerCase());
  const found = useMemo(() => (search === "" ? sources : sources.filter((source) => source.name.toLowerCase().includes(search) || hasFound(source, search))), [sources, search]);
  if (isTrigger) return <p className="small muted">A trigger starts the flow: nothing runs before it. What it receives is under Output.</p>;
  if (sources.length === 0) return <p className="small muted">Nothing leads here yet. Connect a step to this one, then its output can be used.</p>;
  const shown = search !== "" ? found.slice(0, shownOfFound) : all || found.length <= shownAtFirst ? found : [...found.slice(0, shownAtFirst - 1), ...found.slice(-1)];
  return (
    <>
      <ValuesChooser />
      <label className="field tree-search">
        <Search className="ic ic-s" aria-hidden />
        <input
          type="search"
          placeholder="Find a field or value"
          aria-label="Find in the input"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape" && typed !== "") {
              event.stopPropagation();
              setTyped("");
            }
            const first = event.currentTarget.closest(".pane-body")?.querySelector<HTMLElement>("button.tree-row");
            if (event.key === "ArrowDown" && first) {
              event.preventDefault();
              first.focus();
            }
          }}
        />
      </label>
      {shown.map((source) => <SourceTree key={source.node} source={source} used={used.get(source.node) ?? ""} search={search} onPick={onPick} />)}
      {search !== "" && found.length === 0 ? <p className="small muted" role="status">Nothing before this step has that in its names or values.</p> : null}
      {search === "" && shown.length < found.length ? <button type="button" className="link small tree-note" onClick={() => setAll(true)}>Show all {sources.length} steps before this one</button> : null}
      <p className="small faint tree-note">{onPick ? <>Click or drag a value into a field. In a text, type {"{"} to refer to one.</> : "Values are samples."}</p>
    </>
  );
}
