"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { ConnectionLost } from "./connection-lost.tsx";

/** The head of what is about runs: one by one, and failures by cause. */
export function RunsHead({ isLost }: { isLost: boolean }) {
  const { slug } = useWorkspace();
  const path = usePathname();
  const pages = [{ href: `/w/${slug}/runs`, name: "Runs" }, { href: `/w/${slug}/runs/failures`, name: "Failures" }];
  const here = pages.find(({ href }) => href === path) ?? pages[0];
  return (
    <header className="pg-head">
      <h1>{here?.name}</h1>
      <nav className="rl-pages" aria-label="About runs">{pages.map(({ href, name }) => <Link key={href} href={href} aria-current={href === path ? "page" : undefined}>{name}</Link>)}</nav>
      <span className="grow" />
      <ConnectionLost isLost={isLost} />
    </header>
  );
}
