"use client";

import Link from "next/link";
import { useNow } from "#components/ui/use-now.ts";
import { formatNext } from "./format-next.ts";

/** When a flow's schedule comes next, with the way to its page. */
export function NextStart({ at, href }: { at: string; href: string }) {
  const now = useNow(30_000);
  return <Link href={href} prefetch={false}>Next: <time dateTime={at} title={new Date(at).toString()}>{formatNext(at, now)}</time></Link>;
}
