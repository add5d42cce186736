"use client";

import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";

/** One place in the rail or the bottom bar; current for everything under it. */
export function RailLink({ href, icon: Icon, children }: { href: string; icon: LucideIcon; children: string }) {
  const path = usePathname();
  const current = path === href || path.startsWith(`${href}/`);
  return (
    <Link href={href} aria-current={current ? "page" : undefined} title={children}>
      <Icon className="ic" aria-hidden />
      <span>{children}</span>
    </Link>
  );
}
