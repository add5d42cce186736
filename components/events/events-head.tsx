"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";

/** The head of what is about events: one by one, and the catalog of their names. */
export function EventsHead({ children }: { children?: ReactNode }) {
  const { slug } = useWorkspace();
  const path = usePathname();
  const pages = [{ href: `/w/${slug}/events`, name: "Events" }, { href: `/w/${slug}/events/names`, name: "Catalog" }];
  const here = pages.find(({ href }) => href === path) ?? pages[0];
  return (
    <header className="pg-head">
      <h1>{here?.name}</h1>
      <nav className="rl-pages" aria-label="About events">{pages.map(({ href, name }) => <Link key={href} href={href} aria-current={href === path ? "page" : undefined}>{name}</Link>)}</nav>
      <span className="grow" />
      {children}
    </header>
  );
}
