"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { NodeHelpEntry } from "#lib/contracts/help.ts";
import { kinds, nodeHelpPath } from "./kind-words.ts";

function fits(node: NodeHelpEntry, wanted: string): boolean {
  const text = `${node.title} ${node.description} ${node.connectorTitle} ${node.type}`.toLowerCase();
  return wanted.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** Every node by kind and connector, narrowed by what is typed. */
export function HelpIndex({ nodes }: { nodes: readonly NodeHelpEntry[] }) {
  const [wanted, setWanted] = useState("");
  const found = nodes.filter((node) => fits(node, wanted));
  return (
    <>
      <header className="pg-head"><h1>Help</h1></header>
      <p>Each node has a page with its rule, its ports, an example and what happens when it fails. <Link href="/help/flows">What a run does</Link> tells how they work together.</p>
      <div className="help-find">
        <TextInput type="search" aria-label="Find a node" placeholder="Find a node" icon={<Search className="ic ic-s" aria-hidden />} value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
        <span className="small muted" role="status">{found.length} of {nodes.length} nodes</span>
      </div>
      {found.length === 0 ? <EmptyState title="No node matches">Look for a part of its name, such as “http” or “wait”.</EmptyState> : null}
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
