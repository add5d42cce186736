import type { DocumentDiff, NodeChange } from "#lib/flow/diff/diff-documents.ts";

const marks = { added: "+", removed: "−", changed: "~" } as const;

function Value({ text }: { text: string | null }) {
  return text === null ? <i className="faint">nothing</i> : <span className="vs-val">{text}</span>;
}

function NodeEntry({ change }: { change: NodeChange }) {
  return (
    <li className="vs-change" data-d={change.kind}>
      <p><span className="vs-mark data" aria-hidden>{marks[change.kind]}</span><b>{change.name}</b> <span className="muted">{change.kind}</span></p>
      {change.places.length === 0 ? null : (
        <dl className="vs-places">
          {change.places.map(({ label, from, to }) => (
            <div key={label}><dt>{label}</dt><dd><Value text={from} /> <span className="faint" aria-hidden>→</span><span className="vh"> is now </span> <Value text={to} /></dd></div>
          ))}
        </dl>
      )}
    </li>
  );
}

/** How many of each, in one sentence. */
export function diffWords({ nodes, edges, beside, moved }: DocumentDiff): string {
  const count = (kind: NodeChange["kind"]) => nodes.filter((node) => node.kind === kind).length;
  const parts = [
    ...(["added", "changed", "removed"] as const).flatMap((kind) => (count(kind) === 0 ? [] : [`${count(kind)} ${count(kind) === 1 ? "step" : "steps"} ${kind}`])),
    ...(edges.length === 0 ? [] : [`${edges.length} ${edges.length === 1 ? "connection" : "connections"} changed`]),
    ...(beside.length === 0 ? [] : [`${beside.length} ${beside.length === 1 ? "note or group" : "notes and groups"} changed`]),
  ];
  if (parts.length > 0) return `${parts.join(", ")}.`;
  return moved > 0 ? `Nothing that matters to a run: ${moved} ${moved === 1 ? "step stands" : "steps stand"} elsewhere on the canvas.` : "No difference.";
}

/** What is different, in words: step by step, setting by setting. */
export function ChangeList({ diff }: { diff: DocumentDiff }) {
  if (diff.nodes.length + diff.edges.length + diff.beside.length === 0) return null;
  return (
    <ul className="vs-changes">
      {diff.nodes.map((change) => <NodeEntry key={change.node} change={change} />)}
      {diff.edges.map(({ edge, kind, words }) => (
        <li key={edge} className="vs-change" data-d={kind}><p><span className="vs-mark data" aria-hidden>{marks[kind]}</span>{words} <span className="muted">connection {kind}</span></p></li>
      ))}
      {diff.beside.map(({ key, kind, what, words }) => (
        <li key={key} className="vs-change" data-d={kind}><p><span className="vs-mark data" aria-hidden>{marks[kind]}</span>{words} <span className="muted">{what} {kind}</span></p></li>
      ))}
    </ul>
  );
}
