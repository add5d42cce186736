import { X } from "lucide-react";
import { useMemo } from "react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import { nodeNames } from "#lib/flow/node-names.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { retryWords } from "./retry-words.ts";
import { type SettingLine, settingLines } from "./setting-lines.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";

function Asked({ labels }: { labels: readonly string[] }) {
  return labels.length === 0 ? null : <span className="tf-asks">You set it: {labels.join(", ")}</span>;
}

function Value({ line }: { line: SettingLine }) {
  if (line.rows.length > 0) {
    return (
      <ul className="tf-rows">
        {line.rows.map((row) => <li key={row.key}><span className="data">{row.name}</span> <span className="muted">{row.value ?? "empty"}</span></li>)}
      </ul>
    );
  }
  if (line.value === null) return line.asks.length > 0 ? null : <span className="faint">empty</span>;
  return line.isText ? <pre className="code" tabIndex={0} role="region" aria-label={line.label}>{line.value}</pre> : <span>{line.value}</span>;
}

export interface NodeFactsProps {
  content: Pick<TemplateContent, "document" | "parameters" | "connections">;
  nodeTypes: NodeTypes;
  node: string;
  /** Where it can be put away. */
  onClose?: (() => void) | undefined;
}

/** A step of a template, its settings in words. Nothing can be changed. */
export function NodeFacts({ content, nodeTypes, node: id, onClose }: NodeFactsProps) {
  const { document, parameters, connections } = content;
  const node = document.nodes.find((one) => one.id === id);
  const names = useMemo(() => nodeNames(document.nodes), [document.nodes]);
  if (!node) return null;
  const type = nodeTypes.get(node.type);
  const needs = connections.find(({ nodes }) => nodes.includes(id));
  const lines = settingLines(node, type, names, parameters);
  const retries = retryWords(node, type);
  return (
    <section className="tf" aria-label={`Step ${node.name}`}>
      <header className="tf-head">
        <NodeIcon icon={type?.icon} title={type?.title ?? node.type} />
        <b>{node.name}</b>
        <span className="small faint">{type ? type.title : `Unknown here: ${node.type}`}</span>
        <span className="grow" />
        {onClose ? <IconButton size="s" label={`Close ${node.name}`} icon={X} onClick={onClose} /> : null}
      </header>
      {node.settings.note ? <p className="muted">{node.settings.note}</p> : null}
      <dl className="tf-lines">
        {needs ? <div><dt>Connection</dt><dd>{needs.title} <span className="tf-asks">You choose it</span></dd></div> : null}
        {lines.map((line) => <div key={line.key}><dt>{line.label}</dt><dd><Value line={line} /><Asked labels={line.asks} /></dd></div>)}
        {retries === null ? null : <div><dt>When it fails</dt><dd>{retries}</dd></div>}
      </dl>
      {lines.length === 0 && !needs && retries === null ? <p className="small muted">It has no settings.</p> : null}
    </section>
  );
}
