"use client";

import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import type { FlowChange } from "#lib/contracts/flow-changes.schema.ts";
import { changeInWords } from "./change-words.ts";

/** Who changed what, in one sentence that leads to it. */
export function ChangeLine({ change, flow, who }: { change: FlowChange; flow: string; who: string }) {
  const { slug } = useWorkspace();
  const { did, object, said, more } = changeInWords(change, flow, `/w/${slug}`);
  return (
    <span className="ch-line">
      {who} {did}{object === null ? null : <> <Link href={object.href} prefetch={false}>{object.name}</Link></>}{said}
      {more === "" ? null : <span className="faint"> ({more})</span>}
    </span>
  );
}
