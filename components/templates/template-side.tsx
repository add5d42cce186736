import { type ReactNode, useMemo } from "react";
import { kindWords } from "#components/connections/credential-draft.ts";
import { formatInstant } from "#components/ui/format-instant.ts";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { effectOfNode } from "#lib/flow/effect-of-node.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { TemplateConnection, TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import { deliveryWords } from "./delivery-words.ts";
import { licenceWords } from "./licence-words.ts";
import { isSampleSystem } from "./systems-in-words.ts";
import type { TemplateFacts } from "./template-facts.ts";
import { parameterWords } from "./template-words.ts";

const versionsShown = 10;

function kindsInWords(kinds: readonly string[]): string {
  return kinds.map((kind) => (Object.entries(kindWords).find(([known]) => known === kind)?.[1] ?? kind).replace(/^HTTP, /, "")).join(" or ");
}

/** What the flow does with it: reads, writes, or both. */
function useWords({ nodes }: TemplateConnection, document: FlowDocument, types: NodeTypes): string {
  const effects = new Set(document.nodes.flatMap((node) => {
    const type = nodes.includes(node.id) ? types.get(node.type) : undefined;
    return type ? [effectOfNode(node, type)] : [];
  }));
  if (effects.has("write")) return effects.has("read") ? "Reads and writes" : "Writes";
  return effects.has("read") ? "Reads only" : "Checks what arrives";
}

function Need({ need, document, nodeTypes }: { need: TemplateConnection; document: FlowDocument; nodeTypes: NodeTypes }) {
  const first = document.nodes.find(({ id }) => need.nodes.includes(id));
  const type = first && nodeTypes.get(first.type);
  return (
    <li>
      <span className="tp-well"><NodeIcon icon={type?.icon} title={need.title} /></span>
      <div className="grow">
        <b>{need.title}</b>
        <p className="small muted">{need.help === "" ? null : `${need.help} `}{useWords(need, document, nodeTypes)}, with: {kindsInWords(need.kinds)}.</p>
      </div>
      <span className="small faint">{need.nodes.length === 1 ? "1 step" : `${need.nodes.length} steps`}</span>
    </li>
  );
}

function History({ facts: { version, versions } }: { facts: TemplateFacts }) {
  if (versions.length < 2) return null;
  return (
    <details className="tp-sec tp-history">
      <summary className="link small">{versions.length} versions</summary>
      <ol>
        {versions.slice(0, versionsShown).map(({ number, message, publishedAt }) => (
          <li key={number} className="small"><b>Version {number}</b>{number === version ? " (shown)" : ""}, <time dateTime={publishedAt} suppressHydrationWarning>{formatInstant(publishedAt, "day")}</time>{message === "" ? null : <span className="muted tp-said">{message}</span>}</li>
        ))}
      </ol>
      {versions.length > versionsShown ? <p className="small faint">and {versions.length - versionsShown} older</p> : null}
    </details>
  );
}

/** The side column: one button, then what it needs, asks and promises, and where it comes from. */
export function TemplateSide({ content, nodeTypes, facts, action }: { content: TemplateContent; nodeTypes: NodeTypes; facts: TemplateFacts | null; action: ReactNode }) {
  const { connections, parameters, document } = content;
  const delivery = useMemo(() => deliveryWords(document, nodeTypes), [document, nodeTypes]);
  return (
    <aside className="tp-side" aria-label="What it takes to use it">
      <div className="plate">
        <div className="tp-cta">{action}</div>
        <section className="tp-sec">
          <h2 className="h-small">Connections it needs</h2>
          {connections.length === 0 ? <p className="small muted">{document.nodes.some(({ type }) => isSampleSystem(type)) ? "None: it works with the built-in sample systems, to try it out." : "None."}</p> : <ul className="needs">{connections.map((need) => <Need key={need.key} need={need} document={document} nodeTypes={nodeTypes} />)}</ul>}
        </section>
        <section className="tp-sec">
          <h2 className="h-small">Questions it asks</h2>
          {parameters.length === 0 ? <p className="small muted">None.</p> : <dl className="pr">{parameters.map((parameter) => <div key={parameter.key}><dt>{parameter.label}</dt><dd className="small muted">{parameterWords(parameter, connections)}{parameter.help === "" ? null : <p>{parameter.help}</p>}</dd></div>)}</dl>}
        </section>
        {delivery.length === 0 ? null : <section className="tp-sec"><h2 className="h-small">Delivery</h2><ul className="tp-facts">{delivery.map((fact) => <li key={fact} className="small muted">{fact}</li>)}</ul></section>}
        <div className="tp-sec tp-meta small muted">
          {facts === null ? null : <span>Version {facts.version}, <time dateTime={facts.publishedAt} suppressHydrationWarning>{formatInstant(facts.publishedAt, "day")}</time></span>}
          <span>By {content.author}</span>
          <span>Licence: {licenceWords[content.licence]}</span>
          {facts === null || facts.installs === 0 ? null : <span>{facts.installs === 1 ? "1 install" : `${facts.installs.toLocaleString("en")} installs`}</span>}
        </div>
        {facts === null ? null : <History facts={facts} />}
      </div>
    </aside>
  );
}
