import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "#components/shell/logo.tsx";
import type { NodeHelpEntry } from "#lib/contracts/help.ts";
import { kinds, nodeHelpPath } from "./kind-words.ts";

export interface HelpFrameProps {
  nodes: readonly NodeHelpEntry[];
  /** The page that is open, by path. */
  current: string;
  children: ReactNode;
}

/** The help's own navigation beside its pages; anyone may read them. */
export function HelpFrame({ nodes, current, children }: HelpFrameProps) {
  const here = (path: string) => (path === current ? { "aria-current": "page" as const } : {});
  return (
    <div className="ref">
      <nav className="ref-nav" aria-label="Help">
        <Link className="brand" href="/"><Logo /><span>Millrace</span></Link>
        <div className="help-top">
          <Link href="/help" {...here("/help")}>All steps</Link>
          <Link href="/help/flows" {...here("/help/flows")}>What a run does</Link>
          <Link href="/help/templates" {...here("/help/templates")}>Templates</Link>
          <Link href="/help/api">API reference</Link>
        </div>
        {kinds.map(({ kind, title }) => (
          <div key={kind} className="only-wide">
            <h2>{title}</h2>
            <ul>{nodes.filter((node) => node.kind === kind).map((node) => <li key={node.type}><Link href={nodeHelpPath(node.type)} {...here(nodeHelpPath(node.type))}>{node.title}</Link></li>)}</ul>
          </div>
        ))}
      </nav>
      <main id="page" className="help">{children}</main>
    </div>
  );
}
