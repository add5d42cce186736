"use client";

import { useState } from "react";
import { useShallow } from "zustand/react/shallow";
import { TextInput } from "#components/ui/text-input.tsx";
import type { FlowEdge } from "#lib/flow/document.schema.ts";
import { edgeNames } from "#lib/flow/edge-names.ts";
import { errorPort } from "#lib/flow/node-type.ts";
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
  const shown = draft ?? name;
  const problem = draft === null ? null : !pattern.test(draft) ? "Start with a letter; then letters, digits and _." : draft !== name && taken.has(draft) ? "Another path is called that." : null;
  const { dispatch, mark } = store.getState();
  return (
    <tr className={problem === null ? undefined : "is-bad"}>
      <td className="map-name">
        <TextInput
          aria-label={`Name of the path from ${from}`}
          aria-invalid={problem !== null || undefined}
          spellCheck={false}
          value={shown}
          readOnly={readOnly}
          onChange={(event) => {
            const next = event.currentTarget.value;
            setDraft(next);
            if (pattern.test(next) && (next === name || !taken.has(next))) dispatch({ type: "name-edge", edge: edge.id, name: next }, { history: "squash" });
          }}
          onBlur={() => {
            setDraft(null);
            mark();
          }}
        />
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
      <p className="small muted">Steps after it read each one by its name.</p>
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
