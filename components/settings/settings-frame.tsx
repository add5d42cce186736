"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";

/** Heading and sections of the workspace's settings. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const { slug, may } = useWorkspace();
  const path = usePathname();
  const root = `/w/${slug}/settings`;
  const sections = [
    { href: root, name: "General" },
    { href: `${root}/members`, name: "Members" },
    { href: `${root}/data`, name: "Data" },
    { href: `${root}/templates`, name: "Templates" },
    ...(may("api-keys:manage") ? [{ href: `${root}/api-keys`, name: "API keys" }] : []),
    ...(may("data:manage") ? [{ href: `${root}/audit`, name: "Audit log" }] : []),
  ];
  return (
    <main id="page" className="pg">
      <header className="pg-head"><h1>Settings</h1></header>
      <nav className="tabs subnav" aria-label="Settings">
        {sections.map(({ href, name }) => <Link key={href} href={href} aria-current={path === href ? "page" : undefined}>{name}</Link>)}
      </nav>
      {children}
    </main>
  );
}
