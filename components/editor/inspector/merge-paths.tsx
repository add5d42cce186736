"use client";

import { useState } from "react";
import { useShallow } from "zustand/react/shallow";
import { NameInput } from "#components/fields/name-input.tsx";
import type { FlowEdge } from "#lib/flow/document.schema.ts";
import { edgeNames } from "#lib/flow/edge-names.ts";
import { errorPort } from "#lib/flow/node-type.ts";
import { renameOutput } from "#lib/flow/operations/rename-output.ts";
import { useEditor, useEditorSession } from "../editor-context.tsx";

const pattern = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

interface PathRowProps {
  edge: FlowEdge;
  name: string;
  from: string;
  taken: ReadonlySet<string>;
  readOnly: boolean;
}

function PathRow({ edge, name, from, taken, readOnly }: PathRowProps) {
  const { store } = useEditorSession();
  const [draft, setDraft] = useState<string | null>(null);
  const problem = draft === null ? null : !pattern.test(draft) ? "Start with a letter; then letters, digits and _." : draft !== name && taken.has(draft) ? "Another path is called that." : null;
  function rename(to: string) {
    if (!pattern.test(to) || taken.has(to)) return;
    const { document, nodeTypes, perform } = store.getState();
    perform([{ type: "name-edge", edge: edge.id, name: to }, ...renameOutput(document, nodeTypes, { node: edge.to.node, path: [name] }, to)]);
  }
  return (
    <tr className={problem === null ? undefined : "is-bad"}>
      <td className="map-name">
        <span className="field"><NameInput aria-label={`Name of the path from ${from}`} aria-invalid={problem !== null} value={name} readOnly={readOnly} onDraft={setDraft} onCommit={rename} /></span>
        {problem === null ? null : <p className="small frow-error">{problem}</p>}
      </td>
      <td className="muted">from {from}{edge.from.port === errorPort ? ", on error" : ""}</td>
    </tr>
  );
}

/** What a merge calls each value that comes in: the fields of what it gives. */
export function MergePaths({ node, readOnly }: { node: string; readOnly: boolean }) {
  const document = useEditor((state) => state.document);
  const incoming = useEditor(useShallow((state) => state.document.edges.filter((edge) => edge.to.node === node && edge.carries === "value")));
  if (incoming.length === 0) return null;
  const names = edgeNames(document);
  const nameOf = (id: string) => document.nodes.find((candidate) => candidate.id === id)?.name ?? "a step that is gone";
  const taken = new Set(incoming.map((edge) => names.get(edge.id) ?? ""));
  return (
    <section className="merge-paths" aria-label="Paths that lead here">
      <h3 className="h-small">Paths that lead here</h3>
      <p className="small muted">Steps after it read each one by its name, and follow when it gets another.</p>
      <table className="map">
        <caption className="vh">Names of the paths</caption>
        <thead className="vh"><tr><th scope="col">Name</th><th scope="col">Comes</th></tr></thead>
        <tbody>
          {incoming.map((edge) => <PathRow key={edge.id} edge={edge} name={names.get(edge.id) ?? ""} from={nameOf(edge.from.node)} taken={taken} readOnly={readOnly} />)}
        </tbody>
      </table>
    </section>
  );
}
