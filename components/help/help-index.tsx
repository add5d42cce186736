"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { NodeHelpEntry } from "#lib/contracts/help.ts";
import { ruleGroups } from "./flow-rules.ts";
import { kinds, nodeHelpPath, rulePath } from "./kind-words.ts";
import { templateTopics } from "./template-topics.ts";

/** Parts of the pages that are about no single node, each with all its words. */
const topics = [
  ...templateTopics.map(({ id, title, text }) => ({ href: `/help/templates#${id}`, page: "Templates", title, words: `templates ${title} ${text.join(" ")}`.toLowerCase() })),
  ...ruleGroups.flatMap(({ rules }) => rules).map(({ id, title, text }) => ({ href: rulePath(id), page: "What a run does", title, words: `${id} ${title} ${text}`.toLowerCase() })),
];

function fits(node: NodeHelpEntry, wanted: string): boolean {
  const text = `${node.title} ${node.description} ${node.connectorTitle} ${node.type}`.toLowerCase();
  return wanted.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** Every node by kind and connector, narrowed by what is typed. */
export function HelpIndex({ nodes }: { nodes: readonly NodeHelpEntry[] }) {
  const [wanted, setWanted] = useState("");
  const found = nodes.filter((node) => fits(node, wanted));
  const words = wanted.trim().toLowerCase().split(/\s+/);
  const told = wanted.trim() === "" ? [] : topics.filter((topic) => words.every((word) => topic.words.includes(word)));
  return (
    <>
      <header className="pg-head"><h1>Help</h1></header>
      <p>Each kind of step has a page with its rule, its ports, an example and what happens when it fails. <Link href="/help/flows">What a run does</Link> tells how they work together, <Link href="/help/templates">Templates</Link> how flows are shared.</p>
      <div className="help-find">
        <TextInput type="search" aria-label="Find a step or a subject" placeholder="Find a step or a subject" icon={<Search className="ic ic-s" aria-hidden />} value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
        <span className="small muted" role="status">{found.length} of {nodes.length} steps{told.length === 0 ? "" : told.length === 1 ? ", 1 subject" : `, ${told.length} subjects`}</span>
      </div>
      {found.length + told.length === 0 ? <EmptyState title="Nothing matches">Look for a part of a name, such as “http”, “wait” or “template”.</EmptyState> : null}
      {told.length === 0 ? null : (
        <section className="ref-op" aria-labelledby="subjects">
          <h2 id="subjects">Subjects</h2>
          <ul className="help-list">{told.map(({ href, page, title }) => <li key={href}><span><Link href={href}>{title}</Link> <span className="muted">{page}</span></span></li>)}</ul>
        </section>
      )}
      {kinds.map(({ kind, title, about }) => {
        const ofKind = found.filter((node) => node.kind === kind);
        if (ofKind.length === 0) return null;
        return (
          <section key={kind} className="ref-op" aria-labelledby={`kind-${kind}`}>
            <div className="sec-head"><h2 id={`kind-${kind}`}>{title}</h2><p className="muted">{about}</p></div>
            {[...Map.groupBy(ofKind, (node) => node.connectorTitle)].map(([connector, list]) => (
              <div key={connector} className="help-group">
                <h3 className="h-small">{connector}</h3>
                <ul className="help-list">
                  {list.map((node) => (
                    <li key={node.type}>
                      <NodeIcon icon={node.icon} title={node.title} />
                      <span><Link href={nodeHelpPath(node.type)}>{node.title}</Link> <span className="muted">{node.description}</span></span>
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </section>
        );
      })}
    </>
  );
}
