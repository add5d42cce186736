"use client";

import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";

export interface RailLinkProps {
  href: string;
  icon: LucideIcon;
  /** What lies under it has a place of its own. */
  exact?: boolean | undefined;
  children: string;
}

/** One place in the rail or the bottom bar; current for everything under it. */
export function RailLink({ href, icon: Icon, exact = false, children }: RailLinkProps) {
  const path = usePathname();
  const current = path === href || (!exact && path.startsWith(`${href}/`));
  return (
    <Link href={href} aria-current={current ? "page" : undefined} title={children}>
      <Icon className="ic" aria-hidden />
      <span>{children}</span>
    </Link>
  );
}
