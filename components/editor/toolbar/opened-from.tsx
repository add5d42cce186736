"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { flowNamesQuery } from "#lib/client/queries/flows.ts";

/** The way back to the flow from which this one was opened. */
export function OpenedFrom() {
  const { slug } = useWorkspace();
  const from = useSearchParams().get("from");
  const names = useQuery({ ...flowNamesQuery(slug), enabled: from !== null });
  const name = names.data?.find(({ id }) => id === from)?.name;
  if (from === null || name === undefined) return null;
  return (
    <>
      <Link className="faint cut ed-from" href={`/w/${slug}/flows/${from}`} title={`Opened from ${name}`}><span className="vh">Opened from </span>{name}</Link>
      <span className="faint" aria-hidden>/</span>
    </>
  );
}
